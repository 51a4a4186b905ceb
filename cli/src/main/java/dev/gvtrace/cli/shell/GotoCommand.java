// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;

/** Goes to a moment, which questions about a moment default to from then on. */
final class GotoCommand implements WordCommand {
    private final Position position;
    private final EventReader reader;
    private final Streams streams;

    GotoCommand(Position position, EventReader reader, Streams streams) {
        this.position = position;
        this.reader = reader;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "goto",
                "[T|evt:N] [--trace K]",
                "the moment that --at defaults to; without one, or with end, none",
                List.of("--trace"));
    }

    @Override
    public int run(List<String> words) throws RequestException {
        if (words.isEmpty() || words.equals(List.of("end"))) {
            position.clear();
        } else if (words.get(0).startsWith("evt:")) {
            toEvent(words);
        } else {
            toTime(Moment.parse(String.join(" ", words)));
        }
        streams.report("gvtrace query: the moment is " + position.text());
        return ExitCode.DONE;
    }

    private void toEvent(List<String> words) throws RequestException {
        Moment moment = Moment.parse(words.get(0));
        List<String> named = new ArrayList<>(words);
        named.set(0, "evt:" + moment.value());
        EventChoice choice = EventChoice.of("goto", named, position);
        if (!choice.rest().isEmpty()) {
            throw new RequestException("goto: unexpected '" + choice.rest().get(0) + "'");
        }
        long ns = reader.timeNs(choice.trace(), choice.event());
        if (moment.kind() == Moment.Kind.EVENT) {
            position.goTo(choice.trace(), choice.event(), ns);
        } else {
            toTime(new Moment(Moment.Kind.ABSOLUTE, ns + moment.offsetNs()));
        }
    }

    private void toTime(Moment moment) throws RequestException {
        TraceSpan span = position.span();
        if (span.firstNs() == 0) {
            throw new RequestException(
                    "time '" + moment.text() + "': the messages of the trace have no times; expected evt:N");
        }
        String missing = moment.missing(span.firstNs(), span.lastNs(), Moment.Within.TRACE);
        if (missing != null) {
            throw new RequestException("time '" + moment.text() + "' " + missing);
        }
        Moment resolved = new Moment(Moment.Kind.ABSOLUTE, moment.resolve(span.firstNs(), span.lastNs()));
        reader.check(resolved);
        position.goTo(resolved.value());
    }
}
