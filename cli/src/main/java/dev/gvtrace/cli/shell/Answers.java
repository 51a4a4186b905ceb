// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.query.Question.Arrangement;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about traces and prints the rows. Notes and damage go to standard error after the name of the
 * command. One thread asks; any thread may {@link #cancel}.
 */
final class Answers {
    private final TraceTables tables;
    private final Streams streams;
    private final String command;
    private volatile boolean cancelled;
    private volatile @Nullable ScanCursor running;
    private @Nullable Unasked unasked;
    private long rows;

    /**
     * Answers from these tables; command is what messages begin with, such as {@code gvtrace query}.
     */
    Answers(TraceTables tables, Streams streams, String command) {
        this.tables = tables;
        this.streams = streams;
        this.command = command;
    }

    /** Reads a line of the query language. */
    Question parse(String line) throws RequestException {
        return QueryCatalog.parse(line, tables.catalog());
    }

    private List<String> missing(ScanRequest request) {
        List<String> parts = new ArrayList<>();
        if (rows == 0 && Moment.END.equals(request.at())) {
            parts.add("the state is that of the end: --at names another moment");
        }
        parts.addAll(unasked().of(request, rows));
        return parts;
    }

    private Unasked unasked() {
        Unasked known = unasked;
        if (known == null) {
            known = new Unasked(tables.sources());
            unasked = known;
        }
        return known;
    }

    /**
     * Prints the rows that answer the question, until {@link #cancel} is called. Returns the exit code.
     *
     * @param report named in each row of JSON; null for a question without a name
     */
    int print(Question question, TableRenderer.Format format, @Nullable String report) throws RequestException {
        try (ScanCursor scan = tables.scan(question.request())) {
            running = scan;
            if (cancelled) {
                scan.cancel();
            }
            List<String> left = new ArrayList<>();
            Cursor cursor = question.arrange(scan, left::add);
            TableRenderer renderer = question.arrangement() == Arrangement.TREE
                    ? TableRenderer.ofTree(streams.out(), format, cursor.schema(), Question.INDENTED, Question.DEPTH)
                    : new TableRenderer(streams.out(), format, cursor.schema());
            if (report != null) {
                renderer.ofReport(report);
            }
            while (!cancelled && cursor.next()) {
                renderer.row(cursor);
            }
            renderer.finish();
            rows = renderer.rows();
            left.addAll(scan.notes());
            for (String note : left) {
                streams.report(command + ": " + note);
            }
            if (!cancelled) {
                streams.report(command + ": "
                        + AnswerFooter.of(rows, tables.sources().size(), scan.results(), missing(question.request())));
            }
            return damaged(scan.results()) ? ExitCode.DAMAGED : ExitCode.DONE;
        } finally {
            running = null;
        }
    }

    /** How many rows the last answer had. */
    long rows() {
        return rows;
    }

    /** Answers are printed again after a {@link #cancel}. */
    void reset() {
        cancelled = false;
    }

    /** True from {@link #cancel} to {@link #reset}. */
    boolean isCancelled() {
        return cancelled;
    }

    /** Ends the answer that is being printed, and those that would follow. */
    void cancel() {
        cancelled = true;
        ScanCursor scan = running;
        if (scan != null) {
            scan.cancel();
        }
    }

    private boolean damaged(List<ReplayResult> results) {
        boolean any = false;
        for (ReplayResult result : results) {
            for (var damage : result.damage()) {
                streams.report(command + ": " + damage);
                any = true;
            }
        }
        return any;
    }
}
