// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.casefile.CaseFile;
import dev.gvtrace.cli.shell.casefile.CaseFiles;
import dev.gvtrace.cli.shell.casefile.Mark;
import dev.gvtrace.cli.shell.casefile.TraceName.Likeness;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.MadeTable;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Lists what was noted about events of the traces. */
final class MarksCommand implements ShellCommand {
    private static final TableSchema SCHEMA = new TableSchema(
            "marks",
            "A note about an event.",
            List.of(
                    Column.of("mark", ColumnType.INT64),
                    Column.of("evt", ColumnType.INT64),
                    Column.of("time", ColumnType.TIME),
                    Column.text("note"),
                    Column.text("by"),
                    Column.of("when", ColumnType.TIME),
                    Column.text("event")));

    private final CaseFiles cases;
    private final Answers answers;
    private final Supplier<TableRenderer.Format> format;
    private final Streams streams;

    MarksCommand(CaseFiles cases, Answers answers, Supplier<TableRenderer.Format> format, Streams streams) {
        this.cases = cases;
        this.answers = answers;
        this.format = format;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "marks",
                "[--format FORMAT]",
                "what was noted about events; --format markdown for a report",
                List.of("--format"));
    }

    @Override
    public int run(String rest) throws RequestException {
        CommandText text = CommandText.of(rest);
        TableRenderer.Format asked = format(text.words());
        Listing listing = new Listing();
        for (int trace = 0; trace < cases.traces(); trace++) {
            add(trace, listing);
        }
        listing.problems.forEach(problem -> streams.report("gvtrace query: " + problem));
        List<String> parts = new ArrayList<>();
        if (!listing.files.isEmpty()) {
            parts.add("in " + String.join(", ", listing.files));
        }
        if (listing.others > 0) {
            parts.add(listing.others
                    + (listing.others == 1 ? " mark is of another trace and is" : " marks are of other traces and are")
                    + " left out");
        }
        if (!listing.changed.isEmpty()) {
            parts.add("the trace was sealed anew since it was marked ("
                    + (listing.changed.size() == 1 ? "mark " : "marks ") + String.join(", ", listing.changed)
                    + "): the numbers may be those of other events");
        }
        answers.print(new MadeTable(SCHEMA, listing.rows, listing.traces), text.stages(), asked, parts);
        return ExitCode.DONE;
    }

    private TableRenderer.Format format(List<String> words) throws RequestException {
        if (words.isEmpty()) {
            return format.get();
        }
        String name = words.get(0).startsWith("--format=")
                ? words.get(0).substring("--format=".length())
                : words.size() == 2 && words.get(0).equals("--format") ? words.get(1) : "";
        for (TableRenderer.Format each : TableRenderer.Format.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new RequestException(
                "marks: unexpected '" + String.join(" ", words) + "': expected --format table, json, csv or markdown");
    }

    /** What is listed, and what is not. */
    private static final class Listing {
        private final List<Row> rows = new ArrayList<>();
        private final List<Long> traces = new ArrayList<>();
        private final Set<String> files = new LinkedHashSet<>();
        private final Set<String> problems = new LinkedHashSet<>();
        private final Set<String> changed = new LinkedHashSet<>();
        private final Map<String, CaseFile.Contents> read = new LinkedHashMap<>();
        private long others;
    }

    private void add(int trace, Listing listing) throws RequestException {
        CaseFile file = cases.of(trace);
        if (file == null) {
            listing.problems.add(
                    "trace " + (trace + 1) + " is not a file: --case FILE of gvtrace query names its marks");
            return;
        }
        boolean first = listing.files.add(file.name());
        CaseFile.Contents contents = listing.read.get(file.name());
        if (contents == null) {
            contents = read(file);
            listing.read.put(file.name(), contents);
        }
        listing.problems.addAll(contents.problems());
        for (Map.Entry<Long, Mark> each : contents.marks().entrySet()) {
            Likeness likeness = cases.name(trace).likeness(each.getValue().trace());
            if (likeness == Likeness.OTHER) {
                listing.others += first && isOfNone(each.getValue()) ? 1 : 0;
                continue;
            }
            if (likeness == Likeness.CHANGED) {
                listing.changed.add(Long.toString(each.getKey()));
            }
            listing.rows.add(row(each.getKey(), each.getValue()));
            if (cases.traces() > 1) {
                listing.traces.add((long) trace + 1);
            }
        }
    }

    private boolean isOfNone(Mark mark) {
        for (int trace = 0; trace < cases.traces(); trace++) {
            if (cases.name(trace).likeness(mark.trace()) != Likeness.OTHER) {
                return false;
            }
        }
        return true;
    }

    private static Row row(long number, Mark mark) {
        return Row.of(
                SCHEMA,
                Arrays.asList(
                        number,
                        mark.event(),
                        mark.timeNs() == 0 ? null : mark.timeNs(),
                        mark.note(),
                        mark.who(),
                        mark.whenNs() == 0 ? null : mark.whenNs(),
                        mark.text()));
    }

    /** The case file of a trace. */
    static CaseFile file(CaseFiles cases, int trace) throws RequestException {
        CaseFile file = cases.of(trace);
        if (file == null) {
            throw new RequestException(
                    "the trace is not a file beside which marks can be: --case FILE of gvtrace query names theirs");
        }
        return file;
    }

    /** Reads a case file. */
    static CaseFile.Contents read(CaseFile file) {
        try {
            return file.read();
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, file.name() + ": " + FileErrors.reason(e), e);
        }
    }

    /** Writes to a case file. */
    interface Writing {
        long write() throws IOException;
    }

    /** Writes to a case file; the exception of a failure has the way out. */
    static long written(CaseFile file, Writing writing) {
        try {
            return writing.write();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.NOT_WRITTEN,
                    file.name() + ": not written: " + FileErrors.reason(e)
                            + "; --case FILE of gvtrace query names another file",
                    e);
        }
    }
}
