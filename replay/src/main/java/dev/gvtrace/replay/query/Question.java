// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.stage.Pipeline;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The question of a line of the shell: a request to a table and the arrangement of its rows. Immutable.
 *
 * @param request the request to the table
 * @param arrangement the arrangement of the rows
 * @param tops the processes whose subtrees or ancestors are shown; empty for all
 * @param pipeline the stages after it; null for none
 */
public record Question(
        ScanRequest request,
        Arrangement arrangement,
        Set<Long> tops,
        @Nullable Pipeline pipeline) {
    /** The arrangement of rows. */
    public enum Arrangement {
        /** In the order of the rows. */
        FLAT,
        /** As a tree of processes: parents before their children, with the additional column {@link #DEPTH}. */
        TREE,
        /** A process and its ancestors, nearest first. */
        ANCESTORS
    }

    /** The column of a tree with the depth of a row, 0 for the top. */
    public static final String DEPTH = "depth";

    /** The column of a tree that is indented by the depth of its row. */
    public static final String INDENTED = "name";

    /** Copies the set. */
    public Question {
        tops = Set.copyOf(tops);
    }

    /** A question whose rows are shown in their own order. */
    static Question flat(ScanRequest request) {
        return new Question(request, Arrangement.FLAT, Set.of(), null);
    }

    /** The same question at a moment. */
    public Question at(Moment moment) {
        return new Question(request.at(moment), arrangement, tops, pipeline);
    }

    /** The same question with stages, after which rows of a tree are shown in their own order. */
    Question through(List<List<String>> stages, TableCatalog tables) throws RequestException {
        if (!tops.isEmpty()) {
            throw new RequestException("a tree of chosen processes, or their ancestors, has no stages: expected none");
        }
        List<String> columns = request.columns().stream()
                .filter(column -> arrangement != Arrangement.TREE || !column.equals(TreeCursor.ORPHAN))
                .toList();
        Pipeline through = Pipeline.of(request.withColumns(columns), stages, tables);
        return new Question(through.request(), Arrangement.FLAT, Set.of(), through);
    }

    /**
     * Arranges the rows that answer the request. Closing the result closes the given rows.
     *
     * @param notes receives notes about omitted rows, in byte text
     * @throws RequestException if a stage does not fit the rows
     */
    public Cursor arrange(Cursor rows, Consumer<String> notes) throws RequestException {
        if (pipeline != null) {
            return pipeline.over(rows, notes);
        }
        return switch (arrangement) {
            case FLAT -> rows;
            case TREE -> new TreeCursor(rows, tops);
            case ANCESTORS -> new AncestorCursor(rows, tops.iterator().next(), notes);
        };
    }
}
