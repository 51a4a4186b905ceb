// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * Answers statements of SQL over the tables of traces, one after the other. DuckDB is loaded with the first one. One
 * thread asks; any thread may {@link #cancel} the statement that runs.
 */
public final class SqlSession implements AutoCloseable {
    /** DuckDB's message if a statement fails before its first row while rows are streamed. */
    private static final String NO_RESULT = "Invalid result set";

    private final SqlContext context;
    private final @Nullable Duration timeout;
    private final OpenScans scans;
    private @Nullable Opened opened;
    private volatile @Nullable Interrupter interrupter;
    private volatile @Nullable Statement current;

    private record Opened(DuckDb database, StatementParser parser, TableViews views, StoredTables stored) {}

    /**
     * A session that has not begun.
     *
     * @param timeout how long a statement may run; null for any time
     */
    public SqlSession(SqlContext context, @Nullable Duration timeout) {
        this.context = context;
        this.timeout = timeout;
        scans = new OpenScans(context);
    }

    /**
     * Begins to answer a statement.
     *
     * @return null if it was cancelled before it had an answer
     * @throws RequestException if it is not a statement that only reads, or fails
     * @throws CommandException if DuckDB cannot be loaded, or the statement takes longer than it may
     */
    public @Nullable SqlAnswer ask(String text) throws RequestException {
        ParsedStatement parsed = null;
        SqlAnswer answer = null;
        try {
            Opened open = open();
            interrupter = new Interrupter(timeout, this::interrupt);
            scans.begin(OpenScan.Limit.NONE);
            parsed = open.parser().parse(text);
            open.stored().drop(open.views().update(namedFields(parsed)));
            List<ScanReport> stored = open.stored().use(parsed.text());
            scans.begin(OpenScan.Limit.NONE);
            if (isRunning()) {
                answer = new SqlAnswer(this, parsed, rows(open, parsed), stored);
            } else {
                throwFailure();
            }
            return answer;
        } catch (SQLException e) {
            if (parsed == null) {
                throw new RequestException(SqlErrors.of(String.valueOf(e.getMessage()), text, List.of(), List.of()));
            }
            fail(parsed, String.valueOf(e.getMessage()));
            return null;
        } finally {
            if (answer == null) {
                end();
            }
        }
    }

    /** Stores tables only up to a number of bytes, fewer than usual. */
    void storeAtMost(long bytes) {
        Opened known = opened;
        if (known != null) {
            known.stored().limit(bytes);
        }
    }

    private Opened open() throws SQLException {
        Opened known = opened;
        if (known == null) {
            DuckDb database = DuckDb.open();
            TableViews views = new TableViews(database, scans, context);
            StoredTables stored = new StoredTables(database, views, scans);
            stored.create();
            database.lock();
            known = new Opened(database, new StatementParser(database), views, stored);
            opened = known;
        }
        return known;
    }

    private Cursor rows(Opened open, ParsedStatement parsed) throws SQLException {
        open.database().execute("BEGIN TRANSACTION READ ONLY");
        Statement statement = open.database().connection().createStatement();
        current = statement;
        ResultSet result = statement.executeQuery(parsed.text());
        return parsed.explained() ? PlanRows.of(result) : SqlRows.of(result);
    }

    /** The fields of events among the columns that a statement names. */
    private Collection<String> namedFields(ParsedStatement parsed) {
        if (parsed.allColumns()) {
            return context.fields();
        }
        Set<String> names = new LinkedHashSet<>(parsed.columns());
        parsed.columns().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    /** True until the statement is cancelled or takes longer than it may. */
    boolean isRunning() {
        Interrupter running = interrupter;
        return !context.isCancelled() && (running == null || !running.isTimedOut());
    }

    /** Throws why a statement failed; returns if it was cancelled. */
    void fail(ParsedStatement parsed, String message) throws RequestException {
        throwFailure();
        if (isRunning()) {
            String known = message.contains(NO_RESULT) ? failureOf(parsed) : message;
            throwFailure();
            if (isRunning()) {
                throw new RequestException(SqlErrors.of(known, parsed.text(), columnNames(), tableNames()));
            }
            throwFailure();
        }
    }

    /** Throws what failed where DuckDB asked for rows, and the end of the time. */
    void throwFailure() throws RequestException {
        Interrupter running = interrupter;
        if (running != null && running.isTimedOut()) {
            throw new CommandException(
                    ExitCode.DAMAGED, "sql: the statement was ended after " + seconds() + " s; the answer is partial");
        }
        Exception failure = context.isCancelled() ? null : scans.failure();
        if (failure instanceof RequestException request) {
            throw new RequestException(
                    request.messages().stream().map(each -> "sql: " + each).toList());
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private String seconds() {
        Duration most = timeout;
        return most == null ? "" : String.valueOf(most.toMillis() / 1000.0).replaceFirst("\\.0$", "");
    }

    /** Runs a failed statement again in a way that has the message; such a statement fails before its first row. */
    private String failureOf(ParsedStatement parsed) {
        Opened open = opened;
        if (open == null) {
            return NO_RESULT;
        }
        endStatement(open);
        try {
            scans.begin(OpenScan.Limit.NONE);
            open.database().execute("BEGIN TRANSACTION READ ONLY");
            try (DuckDBPreparedStatement again = open.database().connection().prepare(parsed.text())) {
                current = again;
                try (DuckDBChunkedResult result = again.query()) {
                    result.nextChunk();
                }
            }
            return "the statement failed";
        } catch (SQLException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        } finally {
            current = null;
        }
    }

    /** The names of columns and fields, among which a misspelt one has its nearest. */
    private Collection<String> columnNames() {
        Set<String> names = new HashSet<>(context.fields());
        Opened open = opened;
        if (open != null) {
            for (String table : open.views().tables()) {
                open.views().columns(table).stream().map(Column::name).forEach(names::add);
            }
        }
        return names;
    }

    private Collection<String> tableNames() {
        Opened open = opened;
        return open == null ? List.of() : open.views().tables();
    }

    /** What came of the reading: of the scans of this statement, and of those before it that stored tables. */
    List<ScanReport> reports(List<ScanReport> stored) {
        List<ScanReport> all = new ArrayList<>(stored);
        all.addAll(scans.reports());
        return all;
    }

    /** The names of the tables that the statement has read from traces. */
    Set<String> tablesRead() {
        return scans.tables();
    }

    /** Ends the statement and what it reads. */
    void end() {
        Interrupter running = interrupter;
        if (running != null) {
            running.close();
        }
        interrupter = null;
        Opened open = opened;
        if (open == null) {
            return;
        }
        open.stored().read(scans.read());
        endStatement(open);
        try {
            open.stored().restore();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void endStatement(Opened open) {
        Statement ended = current;
        current = null;
        scans.cancel();
        try {
            if (ended != null) {
                ended.close();
            }
            open.database().execute("ROLLBACK");
        } catch (SQLException e) {
            // the statement did not come as far as a transaction
        } finally {
            scans.close();
        }
    }

    private void interrupt() {
        scans.cancel();
        Statement running = current;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException e) {
                // it has just ended
            }
        }
    }

    /** Ends the statement that runs, if any; {@link SqlContext#isCancelled} is true before. */
    public void cancel() {
        Interrupter running = interrupter;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Gives back what DuckDB took. */
    @Override
    public void close() {
        Opened open = opened;
        opened = null;
        if (open != null) {
            try {
                open.database().close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
