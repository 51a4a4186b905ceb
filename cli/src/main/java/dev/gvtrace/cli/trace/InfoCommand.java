// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Losses;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.replay.pipeline.TraceStatistics;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what traces hold. */
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

    /** How a trace is described. */
    enum Format {
        TEXT,
        JSON
    }

    public InfoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        int exitCode = ExitCode.DONE;
        try (OpenTraces opened = Traces.open(traces)) {
            List<TraceSource> sources = opened.sources();
            boolean first = true;
            for (TraceSource source : sources) {
                Losses losses = Losses.of(source.opening().session());
                TraceStatistics statistics = TraceStatistics.of(source, losses::add);
                TraceSummary summary = source.summary();
                if (format == Format.JSON) {
                    streams.println(json(source.opening(), summary, statistics));
                } else {
                    streams.print(first ? "" : "\n");
                    text(source.opening(), summary, statistics, losses);
                }
                first = false;
                List<Damage> damage = allDamage(summary, statistics);
                exitCode = Math.max(exitCode, TraceCommand.reportDamage(streams, damage));
            }
        }
        return exitCode;
    }

    /** Reading finds all damage that the headers show, but for what a chain of files lacks at its end. */
    private static List<Damage> allDamage(TraceSummary summary, TraceStatistics statistics) {
        return statistics.damage().isEmpty() ? summary.damage() : statistics.damage();
    }

    static String endingKey(Ending ending) {
        return ending.name().toLowerCase(Locale.ROOT);
    }

    private static String json(Opening opening, TraceSummary summary, TraceStatistics found) {
        JsonWriter out = new JsonWriter().open('{');
        out.key("file").text(summary.files().get(0));
        out.key("files").open('[');
        summary.files().forEach(out::text);
        out.close(']').key("layout").text(summary.layout());
        out.key("origin").text(opening.origin().name().toLowerCase(Locale.ROOT));
        out.key("host").text(emptyAsNull(opening.host()));
        out.key("tool").text(emptyAsNull(opening.tool()));
        out.key("recording")
                .text(summary.recording() == null ? null : summary.recording().toString());
        out.key("messages").plain(found.messages());
        out.key("raw_bytes").plain(found.packetBytes());
        out.key("file_bytes").plain(summary.fileBytes());
        out.key("ratio").plain(Math.round(100 * ratio(summary, found)) / 100.0);
        out.key("blocks").plain(summary.blocks());
        out.key("sealed").plain(summary.ending() == Ending.SEALED);
        out.key("ending").text(endingKey(summary.ending()));
        Seal seal = summary.seal();
        out.key("seal").text(seal == null ? null : seal.hex());
        out.key("first_time").text(Times.rfc3339(found.firstTimeNs()));
        out.key("last_time").text(Times.rfc3339(found.lastTimeNs()));
        out.key("first_received").text(Times.rfc3339(found.firstReceivedNs()));
        out.key("last_received").text(Times.rfc3339(found.lastReceivedNs()));
        out.key("types").open('{');
        found.typeCounts().forEach((name, count) -> out.key(name).plain(count));
        out.close('}').key("faults").open('{');
        found.faults().forEach((verdict, count) -> out.key(verdict.text()).plain(count));
        out.close('}').key("records").open('{');
        for (RecordKind kind : RecordKind.values()) {
            out.key(kind.name().toLowerCase(Locale.ROOT)).plain(found.recordCount(kind));
        }
        out.close('}').key("containers").open('[');
        found.containers().forEach((id, time) -> {
            out.open('{').key("id").text(id).key("first_time").text(Times.rfc3339(time));
            fact(out, "name", found.fact(id, "container.name"));
            fact(out, "image", found.fact(id, "container.image"));
            out.close('}');
        });
        out.close(']').key("lost").plain(found.lost());
        out.key("gaps").open('[');
        found.gaps().forEach(gap -> gap(out, gap));
        out.close(']').key("damage").open('[');
        allDamage(summary, found).forEach(each -> damage(out, each));
        out.close(']').key("derived_from").open('[');
        opening.derivedFrom().forEach(out::text);
        return out.close(']').close('}').toString();
    }

    private static void gap(JsonWriter out, Gap gap) {
        out.open('{');
        out.key("from").text(Times.rfc3339(gap.fromNs()));
        out.key("to").text(Times.rfc3339(gap.toNs()));
        out.key("lost").plain(gap.lost() == Gap.UNKNOWN ? null : (Long) gap.lost());
        out.key("cause").text(gap.cause()).close('}');
    }

    static void damage(JsonWriter out, Damage damage) {
        out.open('{').key("file").text(damage.file());
        out.key("offset").plain(damage.offset()).key("length").plain(damage.length());
        out.key("what").text(damage.what());
        out.key("loses_records").plain(damage.losesRecords()).close('}');
    }

    private static @Nullable Text emptyAsNull(Text text) {
        return text.isEmpty() ? null : text;
    }

    private static double ratio(TraceSummary summary, TraceStatistics found) {
        return summary.fileBytes() == 0 ? 0 : found.packetBytes() / (double) summary.fileBytes();
    }

    private void text(Opening opening, TraceSummary summary, TraceStatistics found, Losses losses) {
        line(summary.files().size() == 1 ? "file" : "files", TraceCommand.safe(String.join(", ", summary.files())));
        line("layout", summary.layout() + ", " + summary.ending().text());
        Seal seal = summary.seal();
        line("seal", seal == null ? "none" : seal.hex());
        line(
                "recording",
                summary.recording() == null ? "unknown" : summary.recording().toString());
        origin(opening);
        line("messages", String.valueOf(found.messages()));
        line("raw bytes", String.valueOf(found.packetBytes()));
        line(
                "file bytes",
                String.format(Locale.ROOT, "%d (%.1f times smaller)", summary.fileBytes(), ratio(summary, found)));
        times("message times", found.firstTimeNs(), found.lastTimeNs());
        times("received", found.firstReceivedNs(), found.lastReceivedNs());
        Closing closing = found.closing();
        line("end", closing == null ? "no closing record" : closing.reason().display());
        line("other records", records(found));
        section("messages by type", found.typeCounts().size());
        found.typeCounts()
                .forEach((name, count) -> streams.println(String.format(Locale.ROOT, "  %10d %s", count, name)));
        section("packets that are not valid", found.faults().size());
        for (Map.Entry<PacketVerdict, Long> fault : found.faults().entrySet()) {
            streams.println(String.format(
                    Locale.ROOT, "  %10d %s", fault.getValue(), fault.getKey().text()));
        }
        section("containers", found.containers().size());
        found.containers()
                .forEach((id, time) -> streams.println("  " + id.display() + " from " + orUnknown(Times.rfc3339(time))
                        + fact(", name ", found.fact(id, "container.name"))
                        + fact(", image ", found.fact(id, "container.image"))));
        line("lost", losses(found));
        section("gaps", found.gaps().size());
        found.gaps().forEach(this::gap);
        losses.advice(found.messages()).forEach(line -> streams.println("  " + line));
    }

    /** What was not recorded is left out. */
    private static void fact(JsonWriter out, String key, @Nullable Text value) {
        if (value != null) {
            out.key(key).text(value);
        }
    }

    private static String fact(String what, @Nullable Text value) {
        return value == null ? "" : what + value.display();
    }

    /** The sum of the gaps. */
    private static String losses(TraceStatistics found) {
        if (found.gapCount() == 0) {
            return "nothing";
        }
        String unknown = found.unknownGaps() == 0 ? "" : ", of unknown size " + found.unknownGaps();
        return (found.unknownGaps() == found.gapCount() ? "an unknown number of" : found.lost()) + " messages in "
                + found.gapCount() + (found.gapCount() == 1 ? " gap" : " gaps") + unknown;
    }

    private static String imported(Opening opening) {
        Text name = opening.importName();
        return name == null ? "imported" : "imported from " + name.display();
    }

    private void origin(Opening opening) {
        String from = opening.origin() == TraceOrigin.LIVE ? "recorded" : imported(opening);
        line(
                "origin",
                from
                        + (opening.host().isEmpty()
                                ? ""
                                : " on " + opening.host().display())
                        + (opening.tool().isEmpty()
                                ? ""
                                : " by " + opening.tool().display()));
        PeerCredentials peer = opening.peer();
        if (peer != null) {
            line("peer", "pid " + peer.pid() + ", uid " + peer.uid() + ", gid " + peer.gid());
        }
        if (opening.sandbox() != null) {
            line("sandbox", opening.sandbox().display());
        }
        opening.derivedFrom().forEach(source -> line("made from", source.display()));
    }

    private static String records(TraceStatistics found) {
        return found.recordCount(RecordKind.FACTS) + " facts, " + found.recordCount(RecordKind.PROCFS) + " snapshots, "
                + found.recordCount(RecordKind.NOTE) + " notes";
    }

    private void gap(Gap gap) {
        streams.println("  " + (gap.lost() == Gap.UNKNOWN ? "an unknown number of" : gap.lost()) + " messages from "
                + orUnknown(Times.rfc3339(gap.fromNs())) + " to " + orUnknown(Times.rfc3339(gap.toNs())) + ": "
                + gap.cause().display());
    }

    private void times(String name, long from, long to) {
        String duration = from == 0 ? "" : String.format(Locale.ROOT, " (%.3f s)", (to - from) / NS_PER_SECOND);
        line(
                name,
                orUnknown(Times.rfc3339(from)) + (from == 0 ? "" : " to " + orUnknown(Times.rfc3339(to))) + duration);
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
