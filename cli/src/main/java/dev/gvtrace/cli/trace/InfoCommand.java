// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Trace;
import dev.gvtrace.api.TraceGroup;
import dev.gvtrace.api.TraceInfo;
import dev.gvtrace.api.TraceInfo.Container;
import dev.gvtrace.api.TraceInfo.Damage;
import dev.gvtrace.api.TraceInfo.Gap;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Losses;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what traces contain. */
@Command(
        name = "info",
        description = "Shows what a trace holds: messages by type, containers, times, sizes, gaps, seal.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the whole trace, so damage is found and counts are exact; verify also",
            "checks the seal. The exit code is 4 when records cannot be read."
        })
public final class InfoCommand implements Callable<Integer> {
    private static final double NS_PER_SECOND = 1e9;

    private final Streams streams;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "trace files, directories with traces, - for standard input")
    private List<Path> traces = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line)")
    private Format format = Format.TEXT;

    @Option(
            names = "--manifest",
            description =
                    "instead: what accompanies a recording that is handed over: host, tool, sandbox, digests of session"
                            + " configuration and files, who made the manifest; as text, sha256sum -c reads it")
    private boolean manifest;

    /** How a trace is described. */
    enum Format {
        TEXT,
        JSON
    }

    public InfoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (manifest && traces.contains(Path.of("-"))) {
            throw new CommandException(ExitCode.USAGE, "--manifest needs files, not standard input");
        }
        int exitCode = ExitCode.DONE;
        try (TraceGroup group = Traces.group(traces)) {
            boolean first = true;
            for (Trace trace : group.traces()) {
                TraceInfo info = trace.info();
                switch (format) {
                    case JSON ->
                        streams.println(manifest ? TraceManifest.of(info).json() : json(info));
                    case TEXT -> {
                        streams.print(first ? "" : "\n");
                        if (manifest) {
                            streams.print(TraceManifest.of(info).text());
                        } else {
                            text(info);
                        }
                    }
                }
                first = false;
                List<String> damage =
                        info.damage().stream().map(Damage::message).toList();
                boolean losesRecords = info.damage().stream().anyMatch(Damage::losesRecords);
                exitCode = Math.max(exitCode, TraceCommand.reportDamage(streams, damage, losesRecords));
            }
        }
        return exitCode;
    }

    private static String json(TraceInfo info) {
        JsonWriter out = new JsonWriter().open('{');
        out.key("file").text(info.files().get(0));
        out.key("files").open('[');
        info.files().forEach(out::text);
        out.close(']').key("layout").text(info.layout());
        out.key("origin").text(info.origin());
        out.key("host").text(info.host());
        out.key("tool").text(info.tool());
        UUID recording = info.recording();
        out.key("recording").text(recording == null ? null : recording.toString());
        out.key("messages").plain(info.messages());
        out.key("raw_bytes").plain(info.rawBytes());
        out.key("file_bytes").plain(info.fileBytes());
        out.key("ratio").plain(Math.round(100 * ratio(info)) / 100.0);
        out.key("blocks").plain(info.blocks());
        out.key("sealed").plain(info.sealed());
        out.key("ending").text(info.ending());
        out.key("seal").text(info.seal());
        out.key("first_time").text(Times.rfc3339(info.firstTime()));
        out.key("last_time").text(Times.rfc3339(info.lastTime()));
        out.key("first_received").text(Times.rfc3339(info.firstReceived()));
        out.key("last_received").text(Times.rfc3339(info.lastReceived()));
        counts(out, "types", info.types());
        counts(out, "faults", info.faults());
        counts(out, "records", info.records());
        out.key("containers").open('[');
        info.containers().forEach(each -> container(out, each));
        out.close(']').key("lost").plain(info.lost());
        out.key("gaps").open('[');
        info.gaps().forEach(gap -> gap(out, gap));
        out.close(']').key("damage").open('[');
        info.damage().forEach(each -> damage(out, each));
        out.close(']').key("derived_from").open('[');
        info.derivedFrom().forEach(out::text);
        out.close(']');
        if (info.continues() != null) {
            out.key("continues").text(info.continues());
        }
        return out.close('}').toString();
    }

    private static void counts(JsonWriter out, String key, Map<String, Long> counts) {
        out.key(key).open('{');
        counts.forEach((name, count) -> out.key(name).plain(count));
        out.close('}');
    }

    /** Facts that were not recorded are omitted. */
    private static void container(JsonWriter out, Container container) {
        out.open('{').key("id").text(container.id());
        out.key("first_time").text(Times.rfc3339(container.firstTime()));
        if (container.name() != null) {
            out.key("name").text(container.name());
        }
        if (container.image() != null) {
            out.key("image").text(container.image());
        }
        out.close('}');
    }

    private static void gap(JsonWriter out, Gap gap) {
        out.open('{');
        out.key("from").text(Times.rfc3339(gap.from()));
        out.key("to").text(Times.rfc3339(gap.to()));
        out.key("lost").plain(gap.lost() == Gap.UNKNOWN ? null : (Long) gap.lost());
        out.key("cause").text(gap.cause()).close('}');
    }

    static void damage(JsonWriter out, Damage damage) {
        out.open('{').key("file").text(damage.file());
        out.key("offset").plain(damage.offset()).key("length").plain(damage.length());
        out.key("what").text(damage.what());
        out.key("loses_records").plain(damage.losesRecords()).close('}');
    }

    private static double ratio(TraceInfo info) {
        return info.fileBytes() == 0 ? 0 : info.rawBytes() / (double) info.fileBytes();
    }

    private void text(TraceInfo info) {
        String files = info.files().stream().map(Text::display).collect(Collectors.joining(", "));
        line(info.files().size() == 1 ? "file" : "files", files);
        line("layout", info.layout() + ", " + info.endingText());
        line("seal", info.seal() == null ? "none" : info.seal());
        line(
                "recording",
                info.recording() == null ? "unknown" : info.recording().toString());
        origin(info);
        line("messages", String.valueOf(info.messages()));
        line("raw bytes", String.valueOf(info.rawBytes()));
        line("file bytes", String.format(Locale.ROOT, "%d (%.1f times smaller)", info.fileBytes(), ratio(info)));
        times("message times", info.firstTime(), info.lastTime());
        times("received", info.firstReceived(), info.lastReceived());
        Text reason = info.closingReason();
        line("end", reason == null ? "no closing record" : reason.display());
        line("other records", records(info.records()));
        counts("messages by type", info.types());
        counts("packets that are not valid", info.faults());
        section("containers", info.containers().size());
        info.containers().forEach(this::container);
        line("lost", losses(info));
        section("gaps", info.gaps().size());
        info.gaps().forEach(this::gap);
        Losses.of(info).advice().forEach(line -> streams.println("  " + line));
    }

    private void counts(String name, Map<String, Long> counts) {
        section(name, counts.size());
        counts.forEach((what, count) -> streams.println(String.format(Locale.ROOT, "  %10d %s", count, what)));
    }

    private void container(Container container) {
        streams.println("  " + container.id().display() + " from " + orUnknown(Times.rfc3339(container.firstTime()))
                + fact(", name ", container.name()) + fact(", image ", container.image()));
    }

    private static String fact(String what, @Nullable Text value) {
        return value == null ? "" : what + value.display();
    }

    /** The sum of the gaps. */
    private static String losses(TraceInfo info) {
        long gaps = info.gapCount();
        long unknown = info.gapsOfUnknownSize();
        if (gaps == 0) {
            return "nothing";
        }
        return (unknown == gaps ? "an unknown number of" : info.lost()) + " messages in " + gaps
                + (gaps == 1 ? " gap" : " gaps") + (unknown == 0 ? "" : ", of unknown size " + unknown);
    }

    private void origin(TraceInfo info) {
        String from = info.origin().equals("live") ? "recorded" : "imported" + fact(" from ", info.importedFrom());
        line("origin", from + fact(" on ", info.host()) + fact(" by ", info.tool()));
        TraceInfo.Peer peer = info.peer();
        if (peer != null) {
            line("peer", "pid " + peer.pid() + ", uid " + peer.uid() + ", gid " + peer.gid());
        }
        Text sandbox = info.sandbox();
        if (sandbox != null) {
            line("sandbox", sandbox.display());
        }
        if (info.continues() != null) {
            line("continues", info.continues().display());
        }
        info.derivedFrom().forEach(source -> line("made from", source.display()));
    }

    private static String records(Map<String, Long> records) {
        long facts = records.getOrDefault("facts", 0L);
        long snapshots = records.getOrDefault("procfs", 0L);
        long notes = records.getOrDefault("note", 0L);
        return facts + " facts, " + snapshots + " snapshots, " + notes + " notes";
    }

    private void gap(Gap gap) {
        streams.println("  " + (gap.lost() == Gap.UNKNOWN ? "an unknown number of" : gap.lost()) + " messages from "
                + orUnknown(Times.rfc3339(gap.from())) + " to " + orUnknown(Times.rfc3339(gap.to())) + ": "
                + gap.cause().display());
    }

    private void times(String name, @Nullable Instant from, @Nullable Instant to) {
        String span = orUnknown(Times.rfc3339(from));
        if (from != null) {
            long ns = (to == null ? 0 : Times.ns(to)) - Times.ns(from);
            span += " to " + orUnknown(Times.rfc3339(to)) + String.format(Locale.ROOT, " (%.3f s)", ns / NS_PER_SECOND);
        }
        line(name, span);
    }

    private static String orUnknown(@Nullable String text) {
        return text == null ? "unknown" : text;
    }

    private void line(String name, String value) {
        streams.println(String.format(Locale.ROOT, "%-14s %s", name + ":", value));
    }

    private void section(String name, int count) {
        streams.println(name + (count == 0 ? ": none" : ":"));
    }
}
