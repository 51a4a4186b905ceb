// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** What the commands that make traces from traces have in common. */
final class TraceCommand {
    static final Path STANDARD_OUTPUT = Path.of("-");
    private static final int MOST_LINES = 20;

    private TraceCommand() {}

    /** Fills a new trace. */
    interface Filler {
        /** Writes the records and seals; reports what was copied. */
        CopyReport fill(TraceWriter writer) throws IOException;
    }

    /** Makes a trace at a path or, for {@code -}, on standard output. */
    static CopyReport write(
            Streams streams, Path target, OutputOptions output, List<Path> inputs, Opening opening, Filler filler) {
        WriterOptions options = output.writerOptions();
        if (target.equals(STANDARD_OUTPUT)) {
            OutputStream out = unclosed(streams.out());
            try (TraceWriter writer = TraceWriter.create(out, opening, options, new PacketIndexer())) {
                return filler.fill(writer);
            } catch (IOException e) {
                throw Streams.notWritten(e);
            }
        }
        try (NewFile file = NewFile.prepare(target, output.force(), inputs)) {
            CopyReport report;
            try (TraceWriter writer = TraceWriter.create(file.path(), opening, options, new PacketIndexer())) {
                report = filler.fill(writer);
            }
            file.finish();
            return report;
        } catch (IOException e) {
            throw NewFile.notWritten(target, e);
        }
    }

    private static OutputStream unclosed(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    static boolean isStandardOutput(Path target) {
        return target.equals(STANDARD_OUTPUT);
    }

    /** The program's name and version, for openings. */
    static String tool() {
        return "gvtrace " + Version.number();
    }

    /** Reports unreadable ranges on standard error; the exit code is 4 when records were lost. */
    static int reportDamage(Streams streams, List<Damage> damage) {
        boolean loses = damage.stream().anyMatch(Damage::losesRecords);
        return reportDamage(streams, damage.stream().map(Damage::toString).toList(), loses);
    }

    /** The same of damage in the words for people. */
    static int reportDamage(Streams streams, List<String> damage, boolean losesRecords) {
        damage.stream().limit(MOST_LINES).forEach(streams::report);
        if (damage.size() > MOST_LINES) {
            streams.report("and " + (damage.size() - MOST_LINES) + " more places");
        }
        return losesRecords ? ExitCode.DAMAGED : ExitCode.DONE;
    }

    /** Unicode text with control characters escaped. */
    static String safe(String text) {
        return Escapes.message(text);
    }
}
