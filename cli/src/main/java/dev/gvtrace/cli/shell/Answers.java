// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.sql.SqlAnswer;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.output.Screen;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.MadeTable;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about traces and prints the rows. Notes and damage go to standard error after the name of the
 * command. One thread asks; any thread may {@link #cancel}.
 */
final class Answers {
    /** Before so many ends of processes a moment with rows is looked for; each takes a reading of the traces. */
    private static final int MOST_ENDS = 5;

    private volatile TraceTables tables;
    private final Unasked unasked;
    private final Streams streams;
    private final String command;
    private volatile boolean cancelled;
    private volatile @Nullable PassRows running;
    private volatile Runnable onCancel = () -> {};
    private final Separation separation = new Separation();
    private long rows;
    private boolean hadRows;
    private @Nullable ShellSettings settings;
    private volatile long beganNs;
    /** The notes of tables, and remarks of traces, that were printed. */
    private final Set<String> noted = new HashSet<>();

    /**
     * Answers from these tables; command is what messages begin with, such as {@code gvtrace query}.
     */
    Answers(TraceTables tables, Streams streams, String command) {
        this.tables = tables;
        unasked = new Unasked(tables.sources());
        this.streams = streams;
        this.command = command;
    }

    /** Shows answers on the screen of these settings. */
    void show(ShellSettings chosen) {
        settings = chosen;
    }

    /** From now on a table is asked in place of the one of its name, or beside all others. */
    void add(Table table) {
        tables = tables.with(tables.catalog().with(table));
    }

    /** Reads a line of the query language. */
    Question parse(String line) throws RequestException {
        return QueryCatalog.parse(line, tables.catalog());
    }

    /** Reads a line that is typed at a moment, which questions about a moment default to; null for none. */
    Question parse(String line, @Nullable Moment now) throws RequestException {
        return QueryCatalog.parse(line, tables.catalog(), now);
    }

    /** The tables that are asked. */
    TraceTables tables() {
        return tables;
    }

    private PassRows scan(List<ScanRequest> requests) throws RequestException {
        return scan(tables, requests);
    }

    /** Begins a reading, which {@link #cancel} ends. */
    PassRows scan(TraceTables of, List<ScanRequest> requests) throws RequestException {
        PassRows scan = new PassRows(of.scan(requests, () -> cancelled));
        beganNs = System.nanoTime();
        running = scan;
        if (cancelled) {
            scan.cancel();
        }
        return scan;
    }

    private List<String> missing(Question question, @Nullable Moment last) {
        List<String> parts = new ArrayList<>();
        if (last != null) {
            parts.add("nothing is there at the end: the state is that of " + last.text()
                    + ", the last moment at which something was");
        }
        parts.addAll(unasked.of(question.eventTypes(tables.catalog()), rows));
        return parts;
    }

    private static boolean isAtMoment(Question question) {
        Moment at = question.request().at();
        return at != null && at.kind() != Moment.Kind.END;
    }

    /** What the tables of a question have to say about themselves, once. */
    private List<String> tableNotes(Collection<String> names) {
        List<String> fresh = new ArrayList<>();
        for (String name : names) {
            Table table = tables.catalog().find(name);
            String note = table == null ? null : table.note();
            if (note != null && noted.add(note)) {
                fresh.add(note);
            }
        }
        tables.sources().stream()
                .flatMap(source -> source.remarks().stream())
                .filter(noted::add)
                .forEach(fresh::add);
        return fresh;
    }

    /** True if the question is about the state of a moment and names none. */
    private boolean isOfAnyMoment(Question question) {
        ScanRequest request = question.request();
        Table table = tables.catalog().find(request.table());
        return request.at() == null && table != null && table.showsMoment();
    }

    /**
     * The last moment that has rows, found before the ends of processes, the last one first; null if none of the last
     * few has any.
     */
    @Nullable
    Moment lastWithRows(ScanRequest request) throws RequestException {
        for (long end : lastEnds()) {
            Moment before = new Moment(Moment.Kind.ABSOLUTE, end - 1);
            try (PassRows scan = scan(List.of(request.at(before).limit(1)))) {
                if (cancelled || scan.next()) {
                    return before;
                }
            }
        }
        return null;
    }

    /** The last times at which processes ended, the last one first. */
    private Collection<Long> lastEnds() throws RequestException {
        NavigableSet<Long> last = new TreeSet<>();
        try (PassRows ends = scan(List.of(ScanRequest.of("processes").withColumns(List.of("end"))))) {
            int end = ends.schemas().get(0).indexOf("end");
            while (!cancelled && ends.next()) {
                if (!ends.cells().isNull(end)) {
                    last.add(ends.cells().longAt(end));
                }
                if (last.size() > MOST_ENDS) {
                    last.pollFirst();
                }
            }
        }
        return last.descendingSet();
    }

    /**
     * Prints the rows that answer the question, until {@link #cancel} is called. A question about the state of a moment
     * that names none is answered for the end, or, if nothing is there, for the last moment at which something was.
     * Returns the exit code.
     *
     * @param report named in each row of JSON; null for a question without a name
     */
    int print(Question question, TableRenderer.Format format, @Nullable String report) throws RequestException {
        return print(question, null, format, report);
    }

    private int print(Question question, @Nullable Moment last, TableRenderer.Format format, @Nullable String report)
            throws RequestException {
        try (PassRows scan = scan(question.requests())) {
            List<String> notes = new ArrayList<>();
            Cursor found = question.arrange(scan, notes::add);
            boolean more = found.next();
            if (more || cancelled || !isOfAnyMoment(question)) {
                TableRenderer renderer = renderer(question, found, format, report);
                for (; more && !cancelled; more = found.next()) {
                    renderer.row(found);
                }
                renderer.finish();
                counted(renderer.rows());
                notes.addAll(renderer.notes());
                notes.addAll(scan.notes());
                notes.addAll(tableNotes(
                        question.requests().stream().map(ScanRequest::table).toList()));
                notes.forEach(note -> streams.report(command + ": " + note));
                if (!cancelled) {
                    List<String> missing = missing(question, last);
                    String line = AnswerFooter.of(
                            rows, tables.sources().size(), scan.results(), isAtMoment(question), missing);
                    streams.report(command + ": " + line);
                }
                return damaged(scan.results()) ? ExitCode.DAMAGED : ExitCode.DONE;
            }
        } finally {
            running = null;
        }
        Moment withRows = lastWithRows(question.request());
        return print(question.at(withRows == null ? Moment.END : withRows), withRows, format, report);
    }

    /**
     * Prints rows that were made before, which stages may follow.
     *
     * @param made has the columns of the answer
     * @param stages with the bar before each; empty for none
     * @param parts of the sentence below the answer, after the number of rows
     */
    void print(MadeTable made, String stages, TableRenderer.Format format, List<String> parts) throws RequestException {
        print(List.of(made), stages, format, parts);
    }

    /** Prints the rows of several tables in the same way, one table after the other. */
    void print(List<MadeTable> made, String stages, TableRenderer.Format format, List<String> parts)
            throws RequestException {
        Set<String> notes = new LinkedHashSet<>();
        long printed = 0;
        for (MadeTable each : made) {
            Question question = QueryCatalog.parse(
                    each.schema().name() + " " + stages, tables.catalog().with(each));
            try (Cursor found = question.arrange(each.scanned(question.request()), notes::add)) {
                TableRenderer renderer = renderer(question, found, format, null);
                while (!cancelled && found.next()) {
                    renderer.row(found);
                }
                renderer.finish();
                notes.addAll(renderer.notes());
                printed += renderer.rows();
            }
        }
        counted(printed);
        notes.forEach(note -> streams.report(command + ": " + note));
        streams.report(command + ": " + AnswerFooter.of(rows, parts));
    }

    /** Prints the rows of a statement, until {@link #cancel} is called. Returns the exit code. */
    int print(SqlAnswer answer) throws RequestException {
        TableRenderer renderer = renderer(answer.rows().schema());
        try {
            while (answer.next()) {
                renderer.row(answer.rows());
            }
        } finally {
            renderer.finish();
            counted(renderer.rows());
        }
        List<String> notes = new ArrayList<>(renderer.notes());
        notes.addAll(answer.notes());
        notes.addAll(tableNotes(answer.tablesRead()));
        notes.forEach(note -> streams.report(command + ": " + note));
        if (!cancelled) {
            String line = answer.isOfTraces()
                    ? AnswerFooter.of(rows, tables.sources().size(), answer.results(), false, unaskedTypes(answer))
                    : AnswerFooter.of(rows, List.of());
            streams.report(command + ": " + line);
        }
        return damaged(answer.results()) ? ExitCode.DAMAGED : ExitCode.DONE;
    }

    private List<String> unaskedTypes(SqlAnswer answer) {
        Map<String, Set<String>> types = new TreeMap<>();
        answer.typesNamed().stream().filter(EventTypes::isName).forEach(type -> types.put(type, Set.of()));
        return unasked.of(types, rows);
    }

    /** Rows that are not a tree, as the settings are. */
    private TableRenderer renderer(TableSchema schema) {
        ShellSettings chosen = settings;
        TableRenderer.Format format = chosen == null ? TableRenderer.Format.TABLE : chosen.format();
        separation.before(format, streams);
        return separation.mark(
                new TableRenderer(streams.out(), format, schema).on(chosen == null ? Screen.NONE : chosen.screen()));
    }

    /** How the answers to several lines are separated. */
    Separation separation() {
        return separation;
    }

    /** True if any answer had a row. */
    boolean hadRows() {
        return hadRows;
    }

    private void counted(long printed) {
        rows = printed;
        hadRows |= printed > 0;
    }

    private TableRenderer renderer(
            Question question, Cursor found, TableRenderer.Format format, @Nullable String report) {
        ShellSettings chosen = settings;
        separation.before(format, streams);
        TableRenderer renderer = question.isTree()
                ? TableRenderer.ofTree(streams.out(), format, found.schema(), Arrangement.INDENTED, Arrangement.DEPTH)
                : new TableRenderer(streams.out(), format, found.schema());
        renderer.on(chosen == null ? Screen.NONE : chosen.screen());
        return report == null ? separation.mark(renderer) : renderer.beginningWith("report", report);
    }

    /** How far the traces are read; null while none is. May be called by any thread. */
    @Nullable
    String progress() {
        PassRows scan = running;
        if (scan == null) {
            return null;
        }
        long events = scan.eventsRead();
        double seconds = Math.max(0.001, (System.nanoTime() - beganNs) / 1e9);
        long all = tables.sources().stream()
                .mapToLong(source -> source.summary().messages())
                .sum();
        String part = all == 0 ? "" : String.format(", %.0f %%", Math.min(100.0, 100.0 * events / all));
        return String.format("%d events, %.0f/s%s", events, events / seconds, part);
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

    /** Sets what else a {@link #cancel} calls, on its thread. */
    void onCancel(Runnable action) {
        onCancel = action;
    }

    /** Ends the answer that is being printed, and those that would follow. */
    void cancel() {
        cancelled = true;
        onCancel.run();
        PassRows scan = running;
        if (scan != null) {
            scan.cancel();
        }
    }

    /** What a question names that the traces cannot answer, if it has so many rows; parts of a sentence. */
    List<String> unasked(ScanRequest request, long found) {
        Table table = tables.catalog().find(request.table());
        return table == null ? List.of() : unasked.of(table.eventTypes(request), found);
    }

    /** Reports what could not be read; true if there is something. */
    boolean damaged(List<ReplayResult> results) {
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
