// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables of the samples, asked in SQL and in the language. */
final class SampleTables implements SqlContext, AutoCloseable {
    private final EventBinding binding;
    private final OpenTraces opened;
    private TraceTables tables;
    private final SqlSession session = new SqlSession(this, null);

    /** Of these traces among the samples. */
    SampleTables(String... traces) throws ProviderException {
        binding = EventBinding.load();
        List<Path> paths = new ArrayList<>();
        for (String trace : traces) {
            paths.add(Repository.top().resolve("samples/traces").resolve(trace + ".gvt"));
        }
        opened = Traces.open(paths);
        tables = new TraceTables(opened.sources(), TableCatalog.load(binding), false);
    }

    @Override
    public TraceTables tables() {
        return tables;
    }

    @Override
    public Collection<String> fields() {
        return binding.names();
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public @Nullable Moment moment() {
        return null;
    }

    @Override
    public @Nullable Moment lastWithRows(ScanRequest request) {
        return null;
    }

    /** Asks another table too. */
    void add(Table table) {
        tables = tables.with(tables.catalog().with(table));
    }

    /** The rows of a statement, each a list of texts. */
    List<List<String>> sql(String statement) throws RequestException {
        List<List<String>> rows = new ArrayList<>();
        try (SqlAnswer answer = session.ask(statement)) {
            while (answer.next()) {
                rows.add(texts(answer.rows()));
            }
        }
        return rows;
    }

    /** The rows of a question. */
    List<List<String>> language(String line) throws RequestException {
        Question question = QueryCatalog.parse(line, tables.catalog());
        List<List<String>> rows = new ArrayList<>();
        try (PassRows scan = new PassRows(tables.scan(question.requests()))) {
            Cursor found = question.arrange(scan, note -> {
                throw new IllegalStateException(note);
            });
            while (found.next()) {
                rows.add(texts(found));
            }
        }
        return rows;
    }

    private static List<String> texts(Cells cells) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cells.schema().columns().size(); i++) {
            texts.add(Optional.ofNullable(CellText.of(cells, i))
                    .map(Text::display)
                    .orElse("(none)"));
        }
        return texts;
    }

    @Override
    public void close() throws Exception {
        session.close();
        opened.close();
    }
}
