// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An extension: the table {@code tally} counts the events of each type. */
public final class TallyTables implements TableProvider {
    /** How often the column {@code costly} was read. */
    public static final AtomicInteger COSTLY = new AtomicInteger();

    private record Count(String type, long events) {}

    private static final class Tally extends RowTable<Count> {
        Tally() {
            super(
                    ColumnSet.<Count>of("tally", "A type of events.")
                            .text("type", "Its name.", Count::type)
                            .number("events", "How many there were.", Count::events)
                            .decimal("costly", "What nobody should compute in vain.", count -> {
                                COSTLY.incrementAndGet();
                                return count.events() / 2.0;
                            })
                            .build(),
                    Shows.EVENTS);
        }

        @Override
        protected TraceScan start(Rows<Count> rows, ScanRequest request) {
            Map<String, Long> counts = new TreeMap<>();
            return new TraceScan() {
                @Override
                public void event(EventContext event) {
                    counts.merge(event.event().type().name(), 1L, Long::sum);
                }

                @Override
                public void end(SandboxState state, boolean complete) {
                    counts.forEach((type, events) -> rows.add(new Count(type, events)));
                }
            };
        }
    }

    @Override
    public List<Table> tables() {
        return List.of(new Tally());
    }
}
