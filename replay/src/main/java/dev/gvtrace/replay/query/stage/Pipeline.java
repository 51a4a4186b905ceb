// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowCondition;
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

/** The stages of a question, applied to the rows before them. Immutable, thread-safe. */
public final class Pipeline {
    /** The first column when several traces are read; tables do not have it. */
    private static final String TRACE = "trace";

    private final List<Stage> stages;
    /** The columns of the resulting rows; empty for those of the last stage. */
    private final List<String> shown;

    private Pipeline(List<Stage> stages, List<String> shown) {
        this.stages = List.copyOf(stages);
        this.shown = List.copyOf(shown);
    }

    /**
     * Stages of which a table takes a part.
     *
     * @param request the request to the table with what the table takes
     * @param pipeline the stages that are left
     */
    public record Pushed(ScanRequest request, Pipeline pipeline) {}

    /**
     * Parses stages after a request to a table. Whatever the table can do itself becomes part of the request: leading
     * conditions, and the columns that the stages read.
     *
     * @param source the request without the stages
     * @param stages the words of each stage
     * @param tables the tables that can be queried
     * @throws RequestException if a stage is invalid or names a missing column
     */
    public static Pushed pushed(ScanRequest source, List<List<String>> stages, TableCatalog tables)
            throws RequestException {
        List<Stage> parsed = parse(stages);
        ScanRequest request = source;
        while (!parsed.isEmpty() && parsed.get(0) instanceof Where where) {
            tables.scan(source.where(where.condition())); // so that errors have places in the typed text
            request = request.where(both(request.condition(), where.condition()));
            parsed.remove(0);
        }
        Pushed pushed = planned(request, parsed, tables);
        pushed.pipeline().check(tables.scan(pushed.request()).schema());
        return pushed;
    }

    /**
     * Parses stages after rows with the given columns, of which no part is pushed into a table.
     *
     * @param stages the words of each stage
     * @throws RequestException if a stage is invalid or names a missing column
     */
    public static Pipeline after(TableSchema rows, List<List<String>> stages) throws RequestException {
        Pipeline pipeline = new Pipeline(parse(stages), List.of());
        pipeline.check(rows);
        return pipeline;
    }

    private static List<Stage> parse(List<List<String>> stages) throws RequestException {
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
        return parsed;
    }

    private static String both(@Nullable String first, String second) {
        return first == null || first.isBlank() ? second : "(" + first + ") and (" + second + ")";
    }

    /** Requests the columns that are read up to the first stage that changes the columns. */
    private static Pushed planned(ScanRequest request, List<Stage> stages, TableCatalog tables)
            throws RequestException {
        TableSchema all = tables.scan(request.withColumns(List.of())).schema();
        List<String> usual = request.columns().isEmpty() ? all.names() : request.columns();
        Set<String> read = new LinkedHashSet<>();
        for (Stage stage : stages) {
            read.addAll(stage.reads(all));
            if (!stage.keepsColumns()) {
                read.remove(TRACE);
                return new Pushed(
                        request.withColumns(read.isEmpty() ? usual.subList(0, 1) : List.copyOf(read)),
                        new Pipeline(stages, List.of()));
            }
        }
        Set<String> columns = new LinkedHashSet<>(usual);
        columns.addAll(read);
        columns.remove(TRACE);
        boolean more = columns.size() > usual.size();
        return new Pushed(request.withColumns(List.copyOf(columns)), new Pipeline(stages, more ? usual : List.of()));
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

    /** The types of events that conditions of the stages name. */
    public Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>();
        for (Stage stage : stages) {
            if (stage instanceof Where where) {
                types.addAll(RowCondition.eventTypes(where.condition()));
            }
        }
        return types;
    }

    /**
     * Applies the stages to rows. Closing the result closes the given rows.
     *
     * @param scanned the rows before the stages
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
