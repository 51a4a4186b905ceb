// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.casefile.CaseFile;
import dev.gvtrace.cli.shell.casefile.CaseFiles;
import dev.gvtrace.cli.shell.casefile.Mark;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Notes something about an event in the case file of its trace. */
final class MarkCommand implements WordCommand {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int MOST_NOTE_BYTES = 4096;
    private static final int MOST_TEXT_BYTES = 400;
    private static final Text BLANK = Text.ofUtf8(" ");
    private static final List<String> COLUMNS = List.of("type", "res", "name", "pid", "fd.name", "gvisor.cmdline");

    private final Position position;
    private final EventReader reader;
    private final CaseFiles cases;
    private final Clock clock;
    private final Streams streams;

    MarkCommand(Position position, EventReader reader, CaseFiles cases, Clock clock, Streams streams) {
        this.position = position;
        this.reader = reader;
        this.cases = cases;
        this.clock = clock;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "mark", "[evt:N] [--trace K] NOTE", "notes something about an event", List.of("--trace"));
    }

    @Override
    public int run(List<String> words) throws RequestException {
        EventChoice choice = EventChoice.of("mark", words, position);
        Text note = Text.ofUtf8(String.join(" ", choice.rest()).strip());
        if (note.isEmpty()) {
            throw new RequestException("mark: expected a note, as in mark evt:120 \"first shell\"");
        }
        if (note.length() > MOST_NOTE_BYTES) {
            throw new RequestException(
                    "mark: a note of " + note.length() + " bytes: expected at most " + MOST_NOTE_BYTES);
        }
        CaseFile file = MarksCommand.file(cases, choice.trace());
        long[] ns = new long[1];
        List<Text> text = new ArrayList<>();
        reader.read(
                choice.trace(),
                choice.event(),
                COLUMNS,
                event -> ns[0] = event.event().timeNs(),
                cells -> text.add(text(cells)));
        Mark mark =
                new Mark(choice.event(), ns[0], note, user(), nowNs(clock), text.get(0), cases.name(choice.trace()));
        long number = MarksCommand.written(file, () -> file.append(mark));
        streams.report("gvtrace query: mark " + number + " at " + position.name(choice.trace(), choice.event()) + " in "
                + file.name());
        return ExitCode.DONE;
    }

    /** The user who runs the program. */
    static Text user() {
        return Text.ofUtf8(System.getProperty("user.name", ""));
    }

    /** The time, ns since the epoch. */
    static long nowNs(Clock clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * NS_PER_SECOND + now.getNano();
    }

    /** An event in words. */
    private static Text text(Cells cells) {
        List<Text> words = new ArrayList<>();
        Text type = value(cells, "type");
        Text result = value(cells, "res");
        words.add(type);
        if (!result.isEmpty() && !result.equals(Text.ofUtf8("SUCCESS"))) {
            words.add(Text.join(Text.EMPTY, List.of(Text.ofUtf8("failed with "), result)));
        }
        Text name = value(cells, "name");
        if (!value(cells, "pid").isEmpty()) {
            words.add(Text.join(
                    Text.EMPTY,
                    List.of(Text.ofUtf8("by "), name, Text.ofUtf8("["), value(cells, "pid"), Text.ofUtf8("]"))));
        }
        Text about = value(cells, type.startsWith(Text.ofUtf8("execve")) ? "gvisor.cmdline" : "fd.name");
        if (!about.isEmpty()) {
            words.add(about);
        }
        Text all = Text.join(BLANK, words);
        return all.length() <= MOST_TEXT_BYTES
                ? all
                : Text.join(Text.EMPTY, List.of(Text.ofBytes(all.bytes(), 0, MOST_TEXT_BYTES), Text.ofUtf8("...")));
    }

    private static Text value(Cells cells, String column) {
        Text value = CellText.of(cells, cells.schema().indexOf(column));
        return value == null ? Text.EMPTY : value;
    }
}
