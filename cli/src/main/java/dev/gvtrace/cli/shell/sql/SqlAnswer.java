// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The answer to a statement: rows, and then what came of the reading. One thread at a time; has to be closed. */
public final class SqlAnswer implements AutoCloseable {
    private final SqlSession session;
    private final ParsedStatement statement;
    private final Cursor rows;
    private final List<ScanReport> stored;
    private ScanReport report = ScanReport.NONE;

    SqlAnswer(SqlSession session, ParsedStatement statement, Cursor rows, List<ScanReport> stored) {
        this.session = session;
        this.statement = statement;
        this.rows = rows;
        this.stored = stored;
    }

    /** The rows; {@link #next} moves them. */
    public Cursor rows() {
        return rows;
    }

    /**
     * Moves to the next row; false after the last, or when the answer was cancelled.
     *
     * @throws RequestException if the statement fails, or takes longer than it may
     * @throws java.io.UncheckedIOException when a trace cannot be read
     */
    public boolean next() throws RequestException {
        try {
            if (session.isRunning() && rows.next()) {
                return true;
            }
        } catch (SqlRows.FailedException e) {
            session.fail(statement, String.valueOf(e.getMessage()));
        }
        session.throwFailure();
        report = ScanReport.of(session.reports(stored));
        return false;
    }

    /** True if rows of traces were read, now or for an earlier statement. */
    public boolean isOfTraces() {
        return !session.tablesRead().isEmpty() || !stored.isEmpty();
    }

    /** The names of the tables that were read from traces for this statement. */
    public Set<String> tablesRead() {
        return session.tablesRead();
    }

    /** What came of the traces that were read completely; known after the last row. */
    public List<ReplayResult> results() {
        return report.results();
    }

    /** Sentences about the answer; known after the last row. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(report.notes());
        if (rows instanceof SqlRows made) {
            notes.addAll(made.notes());
        }
        return notes;
    }

    /** The texts in the statement if it asks for the types of events; empty if it does not. */
    public Set<String> typesNamed() {
        boolean ofEvents =
                statement.columns().contains("type") || statement.columns().contains("evt.type");
        return ofEvents ? statement.literals() : Set.of();
    }

    @Override
    public void close() {
        session.end();
    }
}
