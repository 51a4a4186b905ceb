// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.ArrangedCursor;
import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.query.arrangement.TraceRows;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the content of a file came from, in sentences: what wrote the file, then what that had read before, and so on.
 *
 * @param path the path of the file
 */
public record OriginArrangement(Text path) implements Arrangement {
    private static final TableSchema SCHEMA = new TableSchema(
            "origin",
            "A step on the way of the content of a file.",
            List.of(
                    new Column("time", ColumnType.TIME, "When that was; no value if unknown."),
                    new Column("evt", ColumnType.INT64, "The event to look it up; no value if there is none."),
                    new Column(
                            "certainty",
                            ColumnType.TEXT,
                            "seen (the trace shows it), likely (it follows from arguments or from the only or an equally"
                                    + " large input), possible (an input among others) or unknown."),
                    Column.prose("text", "The sentence.")));

    /** The requests to tables that it is made of. */
    public static List<ScanRequest> requests() {
        return Asked.requests();
    }

    @Override
    public TableSchema schema(List<TableSchema> scanned) {
        return TraceRows.isNumbered(scanned) ? RowOutput.withTrace(SCHEMA) : SCHEMA;
    }

    @Override
    public List<ScanRequest> naming(List<ScanRequest> requests) {
        return Asked.naming();
    }

    @Override
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        TableSchema schema = schema(rows.schemas());
        FactReader traces = new FactReader(rows, cells -> {});
        return new ArrangedCursor(schema, rows) {
            @Override
            protected Collection<Row> arrange() {
                List<Row> steps = new ArrayList<>();
                for (TraceFacts facts = traces.next(); facts != null; facts = steps.isEmpty() ? traces.next() : null) {
                    long trace = traces.number();
                    new Origin(facts).of(path).forEach(step -> steps.add(stepRow(schema, trace, step)));
                }
                return steps;
            }
        };
    }

    private static Row stepRow(TableSchema schema, long trace, Origin.Step step) {
        List<@Nullable Object> values = new ArrayList<>();
        if (schema.indexOf("trace") == 0) {
            values.add((Long) trace);
        }
        values.add(step.timeNs() == 0 ? null : (Long) step.timeNs());
        values.add(step.event() == 0 ? null : (Long) step.event());
        values.add(step.certainty().text());
        values.add(step.text());
        return Row.of(schema, values);
    }
}
