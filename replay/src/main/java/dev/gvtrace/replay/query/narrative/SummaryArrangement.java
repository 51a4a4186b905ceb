// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.ArrangedCursor;
import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * The most important facts about all traces together, on one screen.
 *
 * @param withAlerts true if the last request is to the table {@code alerts}
 */
public record SummaryArrangement(boolean withAlerts) implements Arrangement {
    private static final ScanRequest ALERTS = ScanRequest.of("alerts").withColumns(List.of("evt", "priority", "rule"));

    static final TableSchema SCHEMA = new TableSchema(
            "summary",
            "A fact about the traces.",
            List.of(
                    new Column("section", ColumnType.TEXT, "What the fact is about."),
                    new Column("name", ColumnType.TEXT, "Which one."),
                    Column.prose("value", "The fact.")));

    /** A summary that has alerts if the table {@code alerts} can be asked. */
    public static SummaryArrangement of(TableCatalog tables) {
        try {
            tables.scan(ALERTS);
            return new SummaryArrangement(true);
        } catch (RequestException e) {
            return new SummaryArrangement(false); // no rules are loaded
        }
    }

    /** The requests to tables that it is made of. */
    public List<ScanRequest> requests() {
        List<ScanRequest> requests = new ArrayList<>(Asked.requests());
        if (withAlerts) {
            requests.add(ALERTS);
        }
        return requests;
    }

    @Override
    public TableSchema schema(List<TableSchema> scanned) {
        return SCHEMA;
    }

    @Override
    public List<ScanRequest> naming(List<ScanRequest> requests) {
        return Asked.naming();
    }

    @Override
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        Summary summary = new Summary(rows.traces(), withAlerts);
        FactReader traces = new FactReader(rows, summary::alert);
        return new ArrangedCursor(SCHEMA, rows) {
            private boolean done;

            @Override
            protected Collection<Row> arrange() {
                if (done) {
                    return List.of();
                }
                done = true;
                for (TraceFacts facts = traces.next(); facts != null; facts = traces.next()) {
                    summary.add(facts, traces.number());
                }
                return summary.rows();
            }
        };
    }
}
