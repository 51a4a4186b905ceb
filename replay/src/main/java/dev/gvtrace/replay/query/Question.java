// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.Set;

/**
 * What a line of the shell asks for: a request to a table, and how the rows that answer it are arranged. Immutable.
 *
 * @param request what to ask the table
 * @param arrangement how the rows are shown
 * @param tops of a tree, the processes whose subtrees are shown; empty for all
 */
public record Question(ScanRequest request, Arrangement arrangement, Set<Long> tops) {
    /** How rows are shown. */
    public enum Arrangement {
        /** As they come. */
        FLAT,
        /** As a tree of processes: parents before their children, the column {@link #DEPTH} added. */
        TREE
    }

    /** The column of a tree that says how deep a row stands, 0 for the top. */
    public static final String DEPTH = "depth";

    /** The column of a tree that is indented by its depth. */
    public static final String INDENTED = "name";

    /** Copies the set. */
    public Question {
        tops = Set.copyOf(tops);
    }

    /** A question whose rows are shown as they come. */
    static Question flat(ScanRequest request) {
        return new Question(request, Arrangement.FLAT, Set.of());
    }

    /** The rows that answer the request, arranged. Closing them closes the given ones. */
    public Cursor arrange(Cursor rows) {
        return switch (arrangement) {
            case FLAT -> rows;
            case TREE -> new TreeCursor(rows, tops);
        };
    }
}
