// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.replay.pipeline.TraceStatistics;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.TraceCopier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a part of a trace. */
@Command(
        name = "slice",
        description = "Copies part of a trace into a new one: by time, container, message type or number.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Messages keep their bytes, times and numbers. Facts, snapshots, notes and gaps",
            "of the whole trace are kept. A replay of a slice does not have what happened before",
            "it, except for what its messages repeat; a slice by container is complete for it."
        })
public final class SliceCommand implements Callable<Integer> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})?(-)?(\\d{1,18})?");

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "TRACE", description = "the trace; - for standard input")
    private Path input = Path.of("-");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new trace; - for standard output")
    private Path output = Path.of("-");

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "messages from this time on: 2026-11-21T23:52:22Z, +2s from the beginning, -15m from the end")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "T", description = "messages up to this time")
    private @Nullable String to;

    @Option(
            names = "--container",
            paramLabel = "ID",
            description = "messages of containers whose id starts with this; may be repeated")
    private List<String> containers = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "messages of this type: syscall.Open, or its number; may be repeated")
    private List<String> types = List.of();

    @Option(
            names = "--messages",
            paramLabel = "N-M",
            description = "messages with these numbers; N- and -M are open ranges")
    private @Nullable String numbers;

    @Mixin
    private OutputOptions options = new OutputOptions();

    public SliceCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (TraceSource source = Traces.openOne(input)) {
            Selection selection = selection(source);
            Opening opening = TraceCopier.openingFrom(source, TraceCommand.tool(), Times.now());
            CopyReport report = TraceCommand.write(streams, output, options, List.of(input), opening, writer -> {
                try (RecordCursor cursor = source.records(selection)) {
                    CopyReport copied = TraceCopier.copy(cursor, writer);
                    writer.seal(TraceCopier.closingOfPart("slice", copied.closing()));
                    return copied;
                }
            });
            streams.report(report.messages() + " messages written to " + FileNames.text(output));
            return TraceCommand.reportDamage(streams, report.damage());
        }
    }

    private Selection selection(TraceSource source) {
        Selection selection = Selection.all().readAhead(2).exactly(new PacketIndexer());
        if (from != null || to != null) {
            selection = selection.times(moment(from, source, Long.MIN_VALUE), moment(to, source, Long.MAX_VALUE));
        }
        if (!containers.isEmpty()) {
            selection =
                    selection.containers(containers.stream().map(Text::ofUtf8).toList());
        }
        if (!types.isEmpty()) {
            selection = selection.types(
                    types.stream().mapToLong(SliceCommand::typeBit).reduce(0, (a, b) -> a | b));
        }
        return numbers == null ? selection : range(selection, numbers);
    }

    private static long moment(@Nullable String text, TraceSource source, long open) {
        if (text == null) {
            return open;
        }
        try {
            Moment moment = Moment.parse(text);
            if (moment.kind() == Moment.Kind.EVENT || moment.kind() == Moment.Kind.AROUND_EVENT) {
                throw new CommandException(
                        ExitCode.USAGE, "invalid time '" + text + "': numbers of messages go behind --messages");
            }
            TraceStatistics ends = moment.isRelative() ? TraceStatistics.of(source) : null;
            return ends == null ? moment.resolve(0, 0) : moment.resolve(ends.firstTimeNs(), ends.lastTimeNs());
        } catch (RequestException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static long typeBit(String name) {
        if (name.matches("\\d{1,5}")) {
            return Selection.typeBit(Integer.parseInt(name));
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        for (MessageType type : MessageType.values()) {
            String full = type.messageName().toLowerCase(Locale.ROOT);
            if (full.equals(wanted)
                    || full.endsWith("." + wanted)
                    || type.enumName().toLowerCase(Locale.ROOT).endsWith(wanted)) {
                return Selection.typeBit(type.number());
            }
        }
        throw new CommandException(
                ExitCode.USAGE, "invalid message type '" + name + "': expected one such as syscall.Open, or a number");
    }

    private static Selection range(Selection selection, String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches() || (range.group(1) == null && range.group(3) == null)) {
            throw new CommandException(ExitCode.USAGE, "invalid range '" + text + "': expected 100-200, 100- or -200");
        }
        long first = range.group(1) == null ? 0 : Long.parseLong(range.group(1));
        long last = range.group(3) != null
                ? Long.parseLong(range.group(3))
                : range.group(2) == null ? first : Long.MAX_VALUE;
        return selection.sequences(first, last);
    }
}
