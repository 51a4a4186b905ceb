// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the rows of an answer from the rows of the tables that a question asks. Immutable, thread-safe. */
public interface Arrangement {
    /** The column of a tree with the depth of a row, 0 for the top. */
    String DEPTH = "depth";

    /** The column of a tree that is indented by the depth of its row. */
    String INDENTED = "name";

    /** The rows of the only request, in their own order. */
    Arrangement FLAT = new Flat();

    /**
     * The columns of the answer.
     *
     * @param scanned the columns of the rows of each request
     */
    TableSchema schema(List<TableSchema> scanned);

    /**
     * Arranges rows. Closing the result closes the given rows.
     *
     * @param notes receives notes about the answer, sentences in byte text, until the last row is taken
     */
    Cursor over(ScannedRows rows, Consumer<String> notes);

    /**
     * A request to one table for the same rows in their own order, so that the table can take a part of the stages that
     * follow; null if the answer has other rows than the table.
     */
    default @Nullable ScanRequest unarranged(ScanRequest request) {
        return null;
    }

    /**
     * Requests that name the types of events which the answer is about, so that a type that a session did not ask for
     * can be reported: those of the question, unless these name types for other reasons.
     */
    default List<ScanRequest> naming(List<ScanRequest> requests) {
        return requests;
    }

    /** The arrangement of the rows of {@link #unarranged}. */
    default Arrangement flat() {
        return FLAT;
    }

    /** True if the rows are a tree, whose column {@link #DEPTH} has their depth. */
    default boolean isTree() {
        return false;
    }

    /** The rows of the only request, in their own order, which are about events of certain types. */
    static Arrangement about(Collection<String> eventTypes) {
        return new About("evt.type in (" + String.join(", ", eventTypes) + ")");
    }

    /**
     * The rows of one table that are about events of certain types.
     *
     * @param types a condition that names them
     */
    record About(String types) implements Arrangement {
        @Override
        public TableSchema schema(List<TableSchema> scanned) {
            return FLAT.schema(scanned);
        }

        @Override
        public Cursor over(ScannedRows rows, Consumer<String> notes) {
            return FLAT.over(rows, notes);
        }

        @Override
        public ScanRequest unarranged(ScanRequest request) {
            return request;
        }

        @Override
        public Arrangement flat() {
            return this;
        }

        @Override
        public List<ScanRequest> naming(List<ScanRequest> requests) {
            List<ScanRequest> naming = new ArrayList<>(requests);
            naming.add(ScanRequest.of("events").where(types));
            return naming;
        }
    }

    /** The rows of one table. */
    final class Flat implements Arrangement {
        private Flat() {}

        @Override
        public TableSchema schema(List<TableSchema> scanned) {
            return scanned.get(0);
        }

        @Override
        public Cursor over(ScannedRows rows, Consumer<String> notes) {
            return new ScannedCursor(rows);
        }

        @Override
        public ScanRequest unarranged(ScanRequest request) {
            return request;
        }
    }
}
