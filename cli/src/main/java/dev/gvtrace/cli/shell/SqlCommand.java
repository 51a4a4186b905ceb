// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.shell.sql.SqlAnswer;
import dev.gvtrace.cli.shell.sql.SqlContext;
import dev.gvtrace.cli.shell.sql.SqlSession;
import dev.gvtrace.replay.field.EventBinding;
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
    static final String NAME = "sql";

    private final Answers answers;
    private final Context context;
    private final @Nullable Duration timeout;
    /** Made with the first statement, so that shells without one load none of its classes. */
    private volatile @Nullable SqlSession session;

    /**
     * A command that has not begun.
     *
     * @param timeout how long a statement may run; null for any time
     */
    SqlCommand(Answers answers, Position position, EventBinding binding, @Nullable Duration timeout) {
        this.answers = answers;
        this.timeout = timeout;
        context = new Context(answers, position, binding);
        answers.onCancel(this::cancel);
    }

    private SqlSession session() {
        SqlSession known = session;
        if (known == null) {
            known = new SqlSession(context, timeout);
            session = known;
        }
        return known;
    }

    private void cancel() {
        SqlSession running = session;
        if (running != null) {
            running.cancel();
        }
    }

    /** True for a line that is a statement: it is not split into words, as its quotes are those of SQL. */
    static boolean isStatement(String line) {
        return line.startsWith(NAME)
                && (line.length() == NAME.length() || Character.isWhitespace(line.charAt(NAME.length())));
    }

    private record Context(Answers answers, Position position, EventBinding binding) implements SqlContext {
        @Override
        public TraceTables tables() {
            return answers.tables();
        }

        @Override
        public Collection<String> fields() {
            return binding.names();
        }

        @Override
        public boolean isCancelled() {
            return answers.isCancelled();
        }

        @Override
        public @Nullable Moment moment() {
            return position.moment();
        }

        @Override
        public @Nullable Moment lastWithRows(ScanRequest request) throws RequestException {
            return answers.lastWithRows(request);
        }
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                NAME, "SELECT...", "rows by SQL, from the same tables; fields are columns in double quotes", List.of());
    }

    @Override
    public int run(String rest) throws RequestException {
        try (SqlAnswer answer = session().ask(rest)) {
            return answer == null ? ExitCode.DONE : answers.print(answer);
        }
    }

    /** Gives back what the statements took. */
    @Override
    public void close() {
        SqlSession known = session;
        session = null;
        if (known != null) {
            known.close();
        }
    }
}
