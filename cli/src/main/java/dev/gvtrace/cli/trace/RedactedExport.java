// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.replay.redact.Disclosure;
import dev.gvtrace.replay.redact.RedactionException;
import dev.gvtrace.replay.redact.RedactionTotals;
import dev.gvtrace.replay.redact.TraceRedactor;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.TraceCopier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a redacted copy of a trace, or messages of the original that are disclosed later. */
final class RedactedExport {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    private final Streams streams;
    private final RedactionOptions redaction;
    private final OutputOptions options;

    RedactedExport(Streams streams, RedactionOptions redaction, OutputOptions options) {
        this.streams = streams;
        this.redaction = redaction;
        this.options = options;
    }

    /** Runs the export; returns the exit code. */
    int run(TraceSource source, Path input, Path output) throws IOException {
        String disclosed = redaction.disclosed();
        if (disclosed != null) {
            return disclose(source, range(disclosed), input, output);
        }
        try {
            TraceRedactor redactor = TraceRedactor.prepare(source, redaction.rules(streams), redaction.key());
            List<Damage> damage = redaction.isDryRun() ? count(redactor) : copy(redactor, source, input, output);
            return TraceCommand.reportDamage(streams, damage);
        } catch (RedactionException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private List<Damage> copy(TraceRedactor redactor, TraceSource source, Path input, Path output)
            throws RedactionException {
        Instant now = Instant.now();
        Opening opening = redactor.opening(TraceCopier.openingFrom(source, TraceCommand.tool(), Times.ns(now)));
        CopyReport report = TraceCommand.write(
                streams,
                output,
                options,
                List.of(input),
                opening,
                writer -> redactor.write(writer, TraceCommand.tool(), now));
        RedactionTotals totals = redactor.totals();
        streams.report(totals.messages() + " messages written to " + FileNames.text(output) + ", "
                + totals.changedMessages() + " of them and " + totals.changedRecords()
                + " other records without what the rules take out");
        return report.damage();
    }

    private List<Damage> count(TraceRedactor redactor) throws IOException {
        List<Damage> damage = redactor.count();
        RedactionTotals totals = redactor.totals();
        streams.println(totals.messages() + " messages, " + totals.changedMessages() + " of them and "
                + totals.changedRecords() + " other records hold what the rules take out");
        totals.counts().forEach((rule, types) -> {
            streams.println("");
            streams.println(rule);
            types.forEach((type, count) ->
                    streams.println("  " + type + ": " + count.parts() + " parts of " + count.messages()));
            totals.examples(rule).forEach(example -> streams.println("    " + example.display()));
        });
        return damage;
    }

    private int disclose(TraceSource source, LongPredicate numbers, Path input, Path output) {
        if (TraceCommand.isStandardOutput(output)) {
            found(Disclosure.write(source, redaction.key(), numbers, streams::println));
            return ExitCode.DONE;
        }
        try (NewFile file = NewFile.prepare(output, options.force(), List.of(input))) {
            long written;
            try (PrintWriter out = new PrintWriter(Channels.newWriter(
                    Files.newByteChannel(
                            file.path(),
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                    StandardCharsets.UTF_8))) {
                written = Disclosure.write(source, redaction.key(), numbers, out::println);
                if (out.checkError()) {
                    throw new IOException("the file cannot be written");
                }
            }
            found(written);
            file.finish();
            return ExitCode.DONE;
        } catch (IOException e) {
            throw NewFile.notWritten(output, e);
        }
    }

    private void found(long written) {
        if (written == 0) {
            throw new CommandException(ExitCode.USAGE, "--disclose: the trace has none of these messages");
        }
        streams.report(written + " messages disclosed");
    }

    private static LongPredicate range(String text) {
        LongPredicate all = number -> false;
        for (String each : text.split(",", -1)) {
            Matcher range = RANGE.matcher(each);
            if (!range.matches()) {
                throw new CommandException(
                        ExitCode.USAGE, "invalid numbers '" + text + "': expected such as 17 or 17,20-25");
            }
            long first = Long.parseLong(range.group(1));
            long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
            all = all.or(number -> number >= first && number <= last);
        }
        return all;
    }
}
