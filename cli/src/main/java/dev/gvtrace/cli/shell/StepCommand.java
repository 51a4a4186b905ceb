// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.MadeTable;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Goes to the next or the previous event that a condition matches, and shows it. */
final class StepCommand implements ShellCommand {
    private final Direction direction;
    private final Position position;
    private final Answers answers;
    private final Supplier<TableRenderer.Format> format;
    private final Streams streams;

    /** Where to search. */
    enum Direction {
        NEXT,
        BACK
    }

    StepCommand(
            Direction direction,
            Position position,
            Answers answers,
            Supplier<TableRenderer.Format> format,
            Streams streams) {
        this.direction = direction;
        this.position = position;
        this.answers = answers;
        this.format = format;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return direction == Direction.NEXT
                ? new QueryCatalog.Info(
                        "next", "[CONDITION]", "goes to the next event that a condition matches", List.of())
                : new QueryCatalog.Info(
                        "back", "[CONDITION]", "goes to the previous event that a condition matches", List.of());
    }

    @Override
    public int run(String rest) throws RequestException {
        CommandText text = CommandText.of(rest);
        EventSearch search = new EventSearch(answers, position, text.text().isEmpty() ? null : text.text());
        EventSearch.Found found = direction == Direction.NEXT ? search.next() : search.back();
        if (answers.isCancelled()) {
            return ExitCode.DONE;
        }
        if (found == null) {
            return none(search);
        }
        long before = position.timeNs();
        long ns = position.moment() == null
                ? found.timeNs()
                : direction == Direction.NEXT ? Math.max(before, found.timeNs()) : Math.min(before, found.timeNs());
        position.goTo(found.trace(), found.event(), position.traces() == 1 ? found.timeNs() : ns);
        TableSchema columns = found.row().schema();
        TableSchema schema = new TableSchema(info().name(), columns.description(), columns.columns());
        answers.print(
                new MadeTable(
                        schema,
                        List.of(found.row()),
                        position.traces() == 1 ? List.of() : List.of((long) found.trace() + 1)),
                text.stages(),
                format.get(),
                List.of("the moment is " + position.text()));
        return ExitCode.DONE;
    }

    /** Reports why the position stays. */
    private int none(EventSearch search) {
        boolean next = direction == Direction.NEXT;
        String from = position.moment() == null
                ? "no event of " + (position.traces() == 1 ? "the trace" : position.traces() + " traces")
                : "no event " + (next ? "after " : "before ") + position.text();
        List<String> parts = new ArrayList<>();
        parts.add(from + (search.request().condition() == null ? "" : " matches"));
        long lost =
                search.results().stream().mapToLong(ReplayResult::lost).max().orElse(0);
        if (lost > 0) {
            parts.add(lost + (lost == 1 ? " message was lost" : " messages were lost"));
        }
        parts.addAll(answers.unasked(search.request(), 0));
        parts.add(position.moment() == null ? "the moment is the end" : "the moment stays " + position.text());
        streams.report("gvtrace query: " + String.join("; ", parts));
        return answers.damaged(search.results()) ? ExitCode.DAMAGED : ExitCode.DONE;
    }
}
