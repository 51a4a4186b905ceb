// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a question over a request to a table. Whatever the table can do itself becomes part of the request:
 * leading conditions, and the columns that the stages read. Immutable, thread-safe.
 */
public final class Pipeline {
    /** The first column when several traces are read; tables do not have it. */
    private static final String TRACE = "trace";

    private final ScanRequest request;
    private final List<Stage> stages;
    /** The columns of the resulting rows; empty for those of the last stage. */
    private final List<String> shown;

    private Pipeline(ScanRequest request, List<Stage> stages, List<String> shown) {
        this.request = request;
        this.stages = List.copyOf(stages);
        this.shown = List.copyOf(shown);
    }

    /**
     * Parses stages and applies them to a request.
     *
     * @param source the request without the stages
     * @param stages the words of each stage
     * @param tables the tables that can be queried
     * @throws RequestException if a stage is invalid or names a missing column
     */
    public static Pipeline of(ScanRequest source, List<List<String>> stages, TableCatalog tables)
            throws RequestException {
        List<Stage> parsed = new ArrayList<>();
        for (List<String> words : stages) {
            Stage stage = StageParser.parse(words);
            int last = parsed.size() - 1;
            if (stage instanceof Limit limit && last >= 0 && parsed.get(last) instanceof Sort sort) {
                parsed.set(last, sort.limitedTo(limit.most()));
            } else {
                parsed.add(stage);
            }
        }
        ScanRequest request = source;
        while (!parsed.isEmpty() && parsed.get(0) instanceof Where where) {
            tables.scan(source.where(where.condition())); // so that errors have places in the typed text
            request = request.where(both(request.condition(), where.condition()));
            parsed.remove(0);
        }
        Pipeline pipeline = planned(request, parsed, tables);
        pipeline.check(tables.scan(pipeline.request).schema());
        return pipeline;
    }

    private static String both(@Nullable String first, String second) {
        return first == null || first.isBlank() ? second : "(" + first + ") and (" + second + ")";
    }

    /** Requests the columns that are read up to the first stage that changes the columns. */
    private static Pipeline planned(ScanRequest request, List<Stage> stages, TableCatalog tables)
            throws RequestException {
        TableSchema all = tables.scan(request.withColumns(List.of())).schema();
        List<String> usual = request.columns().isEmpty() ? all.names() : request.columns();
        Set<String> read = new LinkedHashSet<>();
        for (Stage stage : stages) {
            read.addAll(stage.reads(all));
            if (!stage.keepsColumns()) {
                read.remove(TRACE);
                return new Pipeline(
                        request.withColumns(read.isEmpty() ? usual.subList(0, 1) : List.copyOf(read)),
                        stages,
                        List.of());
            }
        }
        Set<String> columns = new LinkedHashSet<>(usual);
        columns.addAll(read);
        columns.remove(TRACE);
        boolean more = columns.size() > usual.size();
        return new Pipeline(request.withColumns(List.copyOf(columns)), stages, more ? usual : List.of());
    }

    private void check(TableSchema scanned) throws RequestException {
        prepared(RowOutput.withTrace(scanned));
    }

    private List<Step> prepared(TableSchema scanned) throws RequestException {
        List<Step> steps = new ArrayList<>();
        TableSchema rows = scanned;
        for (Stage stage : stages) {
            Step step = stage.over(rows);
            steps.add(step);
            rows = step.schema();
        }
        if (!shown.isEmpty()) {
            List<String> last = new ArrayList<>(shown);
            if (rows.indexOf(TRACE) >= 0) {
                last.add(0, TRACE);
            }
            steps.add(new Fields(last).over(rows));
        }
        return steps;
    }

    /** The request to the table. */
    public ScanRequest request() {
        return request;
    }

    /**
     * Applies the stages to rows. Closing the result closes the given rows.
     *
     * @param scanned the rows that answer the request
     * @param notes receives notes about omitted rows, in byte text
     * @throws RequestException if a stage names the column {@code trace} and there is only one trace
     */
    public Cursor over(Cursor scanned, Consumer<String> notes) throws RequestException {
        Cursor rows = scanned;
        for (Step step : prepared(scanned.schema())) {
            rows = step.rows(rows, notes);
        }
        return rows;
    }
}
