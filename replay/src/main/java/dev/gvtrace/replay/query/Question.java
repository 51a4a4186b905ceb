// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.query.stage.Pipeline;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The question of a line of the shell: requests to tables, which one reading of each trace answers, the arrangement of
 * their rows into one answer, and stages after it. Immutable.
 *
 * @param requests at least one, all for the same span of the traces
 * @param arrangement the arrangement of the rows
 * @param pipeline the stages; null for none
 */
public record Question(
        List<ScanRequest> requests,
        Arrangement arrangement,
        @Nullable Pipeline pipeline) {
    private static final String EVENTS = "events";

    /** Copies the list. */
    public Question {
        requests = List.copyOf(requests);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("a question without a request");
        }
    }

    /** A question without stages. */
    public static Question of(List<ScanRequest> requests, Arrangement arrangement) {
        return new Question(requests, arrangement, null);
    }

    /** A question whose rows are those of a table, in their own order. */
    static Question flat(ScanRequest request) {
        return of(List.of(request), Arrangement.FLAT);
    }

    /** The same question, which is about events of certain types although its condition does not name them. */
    Question about(List<String> eventTypes) {
        return new Question(requests, Arrangement.about(eventTypes), pipeline);
    }

    /** The first request, which for most questions is the only one. */
    public ScanRequest request() {
        return requests.get(0);
    }

    /** Requests that name the types of events which the answer is about. */
    public List<ScanRequest> naming() {
        return arrangement.naming(requests);
    }

    /**
     * The types of events, by name, that the answer stands on, each with the columns that need it, as {@link
     * dev.gvtrace.replay.table.Table#eventTypes} has them.
     */
    public Map<String, Set<String>> eventTypes(TableCatalog tables) {
        Map<String, Set<String>> types = new TreeMap<>();
        boolean events = false;
        for (ScanRequest request : naming()) {
            Table table = tables.find(request.table());
            events |= request.table().equals(EVENTS);
            if (table != null) {
                table.eventTypes(request).forEach((type, columns) -> merge(types, type, columns));
            }
        }
        if (pipeline != null && events) {
            pipeline.eventTypes().forEach(type -> types.put(type, Set.of()));
        }
        return types;
    }

    private static void merge(Map<String, Set<String>> types, String type, Set<String> columns) {
        Set<String> known = types.get(type);
        if (known == null) {
            types.put(type, columns);
        } else if (known.isEmpty() || columns.isEmpty()) {
            types.put(type, Set.of());
        } else {
            Set<String> both = new TreeSet<>(known);
            both.addAll(columns);
            types.put(type, both);
        }
    }

    /** The same question at a moment. */
    public Question at(Moment moment) {
        return new Question(requests.stream().map(request -> request.at(moment)).toList(), arrangement, pipeline);
    }

    /** True if the answer is a tree, whose rows have their depth in the column {@link Arrangement#DEPTH}. */
    public boolean isTree() {
        return arrangement.isTree() && pipeline == null;
    }

    /**
     * The same question with stages. If its rows are those of a table, stages may name columns that are not shown, and
     * the table takes a part of them; the stages of all other questions read the columns of the answer.
     */
    Question through(List<List<String>> stages, TableCatalog tables) throws RequestException {
        ScanRequest unarranged = arrangement.unarranged(request());
        if (unarranged != null) {
            Pipeline.Pushed pushed = Pipeline.pushed(unarranged, stages, tables);
            return new Question(List.of(pushed.request()), arrangement.flat(), pushed.pipeline());
        }
        List<TableSchema> scanned = new ArrayList<>();
        for (ScanRequest request : requests) {
            scanned.add(tables.scan(request).schema());
        }
        return new Question(requests, arrangement, Pipeline.after(arrangement.schema(scanned), stages));
    }

    /**
     * Arranges the rows that answer the requests. Closing the result closes the given rows.
     *
     * @param notes receives notes about the answer, sentences in byte text, until the last row is taken
     * @throws RequestException if a stage does not fit the rows
     */
    public Cursor arrange(ScannedRows rows, Consumer<String> notes) throws RequestException {
        Cursor arranged = arrangement.over(rows, notes);
        return pipeline == null ? arranged : pipeline.over(arranged, notes);
    }
}
