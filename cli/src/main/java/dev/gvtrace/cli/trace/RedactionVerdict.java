// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.redact.Disclosure;
import dev.gvtrace.replay.redact.RedactionCheck;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks a redacted copy against its original, or against messages of the original, and prints the result. */
final class RedactionVerdict {
    private final Streams streams;
    private final InfoCommand.Format format;

    RedactionVerdict(Streams streams, InfoCommand.Format format) {
        this.streams = streams;
        this.format = format;
    }

    /** True if the copy is a copy of the original. */
    boolean isCopyOf(Path original, Path copy, @Nullable Path key) {
        RedactionCheck.Result result;
        try (TraceSource before = Traces.openOne(original);
                TraceSource copied = Traces.openOne(copy)) {
            result = RedactionCheck.compare(before, copied, key == null ? null : RedactionOptions.key(key));
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(copy, e);
        }
        boolean verified = result.findings().isEmpty();
        switch (format) {
            case JSON -> {
                JsonWriter out = new JsonWriter().open('{').key("copy").text(FileNames.text(copy));
                out.key("original")
                        .text(FileNames.text(original))
                        .key("verified")
                        .plain(verified);
                out.key("messages").plain(result.messages()).key("redacted").plain(result.differing());
                out.key("parts").plain(result.parts()).key("commitments").plain(result.commitments());
                streams.println(reasons(out, result.findings()).close('}').toString());
            }
            case TEXT -> {
                streams.println(FileNames.text(copy) + ": " + word(verified) + " against " + FileNames.text(original)
                        + ", " + result.messages() + " messages, " + result.differing()
                        + " messages and records differ in " + result.parts() + " named parts"
                        + (key == null ? "" : ", " + result.commitments() + " commitments checked"));
                result.findings().forEach(each -> streams.println("  " + TraceCommand.safe(each)));
            }
        }
        return verified;
    }

    /** True if all disclosed messages are what the copy was made from. */
    boolean hasDisclosed(Path disclosed, Path copy) {
        Map<Long, String> verdicts;
        try (BufferedReader lines = Files.newBufferedReader(disclosed);
                TraceSource copied = Traces.openOne(copy)) {
            verdicts = Disclosure.check(lines, copied);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(disclosed, e);
        }
        if (verdicts.isEmpty()) {
            throw new CommandException(ExitCode.NOT_READABLE, FileNames.text(disclosed) + ": no message in it");
        }
        boolean verified = true;
        for (Map.Entry<Long, String> each : verdicts.entrySet()) {
            long number = each.getKey();
            boolean right = each.getValue().isEmpty();
            verified &= right;
            switch (format) {
                case JSON -> {
                    JsonWriter out = new JsonWriter().open('{').key("copy").text(FileNames.text(copy));
                    out.key("message").plain(number).key("verified").plain(right);
                    List<String> findings = right ? List.of() : List.of(each.getValue());
                    streams.println(reasons(out, findings).close('}').toString());
                }
                case TEXT ->
                    streams.println("message " + number + ": " + word(right)
                            + (right ? "" : ", " + TraceCommand.safe(each.getValue())));
            }
        }
        return verified;
    }

    private static JsonWriter reasons(JsonWriter out, List<String> findings) {
        out.key("reasons").open('[');
        findings.forEach(out::text);
        return out.close(']');
    }

    private static String word(boolean verified) {
        return verified ? "verified" : "NOT VERIFIED";
    }

    private static CommandException unreadable(Path file, Exception e) {
        String why = e instanceof IOException io ? FileErrors.text(file, io) : String.valueOf(e.getMessage());
        return new CommandException(ExitCode.NOT_READABLE, why, e);
    }
}
