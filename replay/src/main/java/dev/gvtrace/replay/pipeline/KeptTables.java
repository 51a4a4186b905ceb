// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.Table;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The derived tables of one trace that a question has asked for as a whole: a later question takes their rows instead
 * of reading the trace again. They are kept in memory, as long as there is room, until the session ends. Thread-safe.
 */
final class KeptTables {
    /** The memory that the tables of all traces of a session may take, in bytes. */
    static final long MOST_BYTES = 48L << 20;

    private final Map<Table, Kept> tables = new IdentityHashMap<>();
    private final AtomicLong room;

    /** No table yet; the room is shared by the traces of a session. */
    KeptTables(AtomicLong room) {
        this.room = room;
    }

    /**
     * All rows of a table.
     *
     * @param notes about them, without the number of the trace
     * @param result of the reading
     */
    record Kept(List<RowBatch> batches, List<String> notes, ReplayResult result) {
        /** Shows the rows again. */
        void show(Consumer<RowBatch> to) {
            batches.forEach(batch -> to.accept(batch.again()));
        }
    }

    synchronized @Nullable Kept find(Table table) {
        return tables.get(table);
    }

    /** Takes the rows of a table as they are made, passes them on and keeps them while there is room. */
    final class Keeper implements Consumer<RowBatch> {
        private final Table table;
        private final Consumer<RowBatch> next;
        private final List<RowBatch> batches = new ArrayList<>();
        private long taken;
        private boolean full;

        Keeper(Table table, Consumer<RowBatch> next) {
            this.table = table;
            this.next = next;
        }

        @Override
        public void accept(RowBatch batch) {
            if (!full) {
                long bytes = batch.heldBytes();
                taken += bytes;
                full = room.addAndGet(-bytes) < 0;
                batches.add(batch.again());
                if (full) {
                    giveUp();
                }
            }
            next.accept(batch);
        }

        /** The reading ended too early. */
        void giveUp() {
            full = true;
            batches.clear();
            room.addAndGet(taken);
            taken = 0;
        }

        /** All rows were made. */
        void finish(List<String> notes, ReplayResult result) {
            synchronized (KeptTables.this) {
                if (!full && tables.putIfAbsent(table, new Kept(List.copyOf(batches), notes, result)) != null) {
                    giveUp();
                }
            }
        }
    }
}
