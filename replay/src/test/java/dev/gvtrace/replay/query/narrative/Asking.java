// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.derived.Workload;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks questions of traces in tests. */
final class Asking {
    /** An answer with the notes about it. */
    record Answer(List<Row> rows, List<String> notes) {
        /** The cells of a column, as they are displayed. */
        List<String> column(String name) {
            List<String> cells = new ArrayList<>();
            for (Row row : rows) {
                Text text = CellText.of(row, row.schema().indexOf(name));
                cells.add(text == null ? "-" : text.display());
            }
            return cells;
        }

        List<String> texts() {
            return column("text");
        }
    }

    private Asking() {}

    static Answer ask(Workload workload, String line) throws IOException, RequestException {
        return workload.opened(source -> ask(List.of(source), Installed.tables(), line));
    }

    static Answer ask(List<TraceSource> sources, TableCatalog catalog, String line) throws RequestException {
        return answer(sources, catalog, QueryCatalog.parse(line, catalog));
    }

    static Answer answer(List<TraceSource> sources, TableCatalog catalog, Question question) throws RequestException {
        TraceTables tables = new TraceTables(sources, catalog, false);
        List<Row> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        PassRows scanned = new PassRows(tables.scan(question.requests()));
        try (Cursor cursor = question.arrange(scanned, notes::add)) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
            notes.addAll(scanned.notes());
        }
        return new Answer(rows, notes);
    }

    /** Asks traces in files. */
    static Answer files(String line, Path... files) throws IOException, RequestException {
        List<TraceSource> sources = new ArrayList<>();
        try {
            for (Path file : files) {
                sources.add(TraceSources.open(file));
            }
            return ask(sources, Installed.tables(), line);
        } finally {
            for (TraceSource source : sources) {
                source.close();
            }
        }
    }

    static Path sample(String name) {
        return Path.of("../samples/traces/" + name + ".gvt");
    }
}
