// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.shell.sql.SqlAnswer;
import dev.gvtrace.cli.shell.sql.SqlContext;
import dev.gvtrace.cli.shell.sql.SqlSession;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a statement of SQL over the tables. Its library is loaded with the first statement. */
final class SqlCommand implements ShellCommand, AutoCloseable {
    private final Answers answers;
    private final SqlSession session;
    private final TableRenderer.Format format;

    /**
     * A command that has not begun.
     *
     * @param timeout how long a statement may run; null for any time
     */
    SqlCommand(Answers answers, Catalogs catalogs, TableRenderer.Format format, @Nullable Duration timeout) {
        this.answers = answers;
        this.format = format;
        session = new SqlSession(new Context(answers, catalogs), timeout);
        answers.onCancel(session::cancel);
    }

    private record Context(Answers answers, Catalogs catalogs) implements SqlContext {
        @Override
        public TraceTables tables() {
            return answers.tables();
        }

        @Override
        public Collection<String> fields() {
            return catalogs.binding().names();
        }

        @Override
        public boolean isCancelled() {
            return answers.isCancelled();
        }

        @Override
        public @Nullable Moment lastWithRows(ScanRequest request) throws RequestException {
            return answers.lastWithRows(request);
        }
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "sql", "SELECT...", "rows by SQL: tables have the same names, fields are \"proc.name\"", List.of());
    }

    @Override
    public int run(List<String> words) throws RequestException {
        return run(String.join(" ", words));
    }

    @Override
    public int run(String rest) throws RequestException {
        try (SqlAnswer answer = session.ask(rest)) {
            return answer == null ? ExitCode.DONE : answers.print(answer, format);
        }
    }

    /** Gives back what the statements took. */
    @Override
    public void close() {
        session.close();
    }
}
