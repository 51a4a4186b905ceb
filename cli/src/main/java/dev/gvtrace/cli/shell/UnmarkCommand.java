// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.casefile.CaseFile;
import dev.gvtrace.cli.shell.casefile.CaseFiles;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.time.Clock;
import java.util.List;

/** Takes a mark back; the case file keeps it, and that it was taken back. */
final class UnmarkCommand implements WordCommand {
    private final CaseFiles cases;
    private final Clock clock;
    private final Streams streams;

    UnmarkCommand(CaseFiles cases, Clock clock, Streams streams) {
        this.cases = cases;
        this.clock = clock;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "unmark", "N [--trace K]", "takes back the mark with that number", List.of("--trace"));
    }

    @Override
    public int run(List<String> words) throws RequestException {
        int option = words.indexOf("--trace");
        boolean withTrace = option >= 0 && option + 1 < words.size();
        if (words.size() != (withTrace ? 3 : 1)) {
            throw new RequestException("unmark: expected the number of a mark, as marks lists them");
        }
        long trace = withTrace ? number("trace", words.get(option + 1)) : 1;
        if (trace > cases.traces()) {
            throw new RequestException("unmark: there is no trace " + trace + ": expected 1 to " + cases.traces());
        }
        if (!withTrace && !cases.isShared()) {
            throw new RequestException("unmark: each of " + cases.traces()
                    + " traces has its own marks: expected the number of one, as in unmark 1 --trace 1");
        }
        long mark = number("mark", words.get(withTrace && option == 0 ? 2 : 0));
        CaseFile file = MarksCommand.file(cases, (int) trace - 1);
        CaseFile.Contents contents = MarksCommand.read(file);
        if (!contents.marks().containsKey(mark)) {
            throw new RequestException("unmark: there is no mark " + mark + " in " + file.name());
        }
        MarksCommand.written(file, () -> {
            file.remove(mark, MarkCommand.user(), MarkCommand.nowNs(clock));
            return mark;
        });
        streams.report("gvtrace query: mark " + mark + " was taken back in " + file.name());
        return ExitCode.DONE;
    }

    private static long number(String what, String text) throws RequestException {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new RequestException("unmark: invalid number of a " + what + " '" + text + "': expected 1 or more");
    }
}
