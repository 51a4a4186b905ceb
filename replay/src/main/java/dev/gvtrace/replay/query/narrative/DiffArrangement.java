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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the traces did that a good run did not do, and what the good run did that they did not. Names are compared by
 * their shapes: process ids, hashes, random names and long numbers are equal.
 *
 * @param good what the good run did
 */
public record DiffArrangement(Profile good) implements Arrangement {
    private static final TableSchema SCHEMA = new TableSchema(
            "diff",
            "Something that only the traces or only the good run did.",
            List.of(
                    new Column("run", ColumnType.TEXT, "new (not in the good run) or missing (only in the good run)."),
                    new Column(
                            "kind",
                            ColumnType.TEXT,
                            "container, session, dropped, program, command, identity, peer, listener, client, secret (a"
                                    + " file with secrets that was read) or written (a file)."),
                    new Column(
                            "value",
                            ColumnType.TEXT,
                            "Which one, with <n>, <hex>, <uuid> and <tmp> for what differs from run to run."),
                    new Column("count", ColumnType.INT64, "How often."),
                    new Column(
                            "evt",
                            ColumnType.INT64,
                            "The first event; no value if there is none, or only the good run did it.")));

    /** The requests to tables that both runs are compared by. */
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
        return new ArrangedCursor(schema, rows) {
            private boolean done;

            @Override
            protected Collection<Row> arrange() {
                if (done) {
                    return List.of();
                }
                done = true;
                Profile here = Profile.of(rows);
                if (here.refused() + good.refused() > 0) {
                    notes.accept("there is too much to compare: " + (here.refused() + good.refused())
                            + " late deeds are not in the comparison");
                }
                List<Row> differences = new ArrayList<>();
                differences.addAll(only(here, good, "new", schema));
                differences.addAll(only(good, here, "missing", schema));
                return differences;
            }
        };
    }

    private static List<Row> only(Profile in, Profile notIn, String run, TableSchema schema) {
        List<Map.Entry<Profile.Deed, Profile.Times>> found = new ArrayList<>();
        for (Map.Entry<Profile.Deed, Profile.Times> entry : in.deeds().entrySet()) {
            if (!notIn.deeds().containsKey(entry.getKey())) {
                found.add(entry);
            }
        }
        found.sort(Comparator.comparing(entry -> entry.getKey().kind()));
        return found.stream().map(entry -> difference(run, entry, schema)).toList();
    }

    private static Row difference(String run, Map.Entry<Profile.Deed, Profile.Times> entry, TableSchema schema) {
        boolean here = run.equals("new");
        Profile.Times times = entry.getValue();
        List<@Nullable Object> values = new ArrayList<>();
        if (schema.indexOf("trace") == 0) {
            values.add(here ? (Long) times.trace() : null);
        }
        values.add(run);
        values.add(entry.getKey().kind().name().toLowerCase(Locale.ROOT));
        values.add(entry.getKey().value());
        values.add((Long) times.count());
        values.add(here && times.event() > 0 ? (Long) times.event() : null);
        return Row.of(schema, values);
    }
}
