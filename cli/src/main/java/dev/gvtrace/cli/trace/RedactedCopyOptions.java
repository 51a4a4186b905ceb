// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Verdict;
import dev.gvtrace.api.Verification;
import dev.gvtrace.api.Verification.Subject;
import dev.gvtrace.api.Verifier;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of verify for redacted copies. */
final class RedactedCopyOptions {
    @Option(
            names = "--original",
            paramLabel = "TRACE",
            description = "compare the redacted copy FILE with this trace, which is verified too")
    private @Nullable Path original;

    @Option(
            names = "--original-key",
            paramLabel = "FILE",
            description = "Ed25519 public key (PEM) that the original must be signed with")
    private @Nullable Path originalKey;

    @Option(
            names = "--redact-key",
            paramLabel = "FILE",
            description = "the key of the redaction, to check the copy's commitments too")
    private @Nullable Path redactKey;

    @Option(
            names = "--disclosed",
            paramLabel = "FILE",
            description = "check messages of the original (export --disclose) against the redacted copy FILE")
    private @Nullable Path disclosed;

    /** Ends the command if options are combined that do not go together. */
    void check(List<Path> copies) {
        if (original == null && (originalKey != null || redactKey != null)) {
            throw new CommandException(ExitCode.USAGE, "--original-key and --redact-key need --original");
        }
        if ((original != null || disclosed != null) && copies.size() != 1) {
            throw new CommandException(ExitCode.USAGE, "--original and --disclosed take one redacted copy");
        }
    }

    /** Checks the copy against what was given; true if nothing was. */
    boolean verify(Streams streams, InfoCommand.Format format, Path copy) {
        boolean verified = true;
        RedactionVerdict verdict = new RedactionVerdict(streams, format);
        if (original != null) {
            verified = isIntact(streams, format, original);
            verified &= verdict.isCopyOf(original, copy, redactKey);
        }
        return disclosed == null ? verified : verdict.hasDisclosed(disclosed, copy) && verified;
    }

    /** The original need not be complete: the copy has its gaps and its end. */
    private boolean isIntact(Streams streams, InfoCommand.Format format, Path trace) {
        Verifier verifier = originalKey == null ? Verifier.withoutKey() : Verifier.withKey(originalKey);
        VerdictPrinter printer = new VerdictPrinter(streams, format, originalKey != null, false);
        boolean intact = true;
        for (Verification found : verifier.verify(List.of(trace))) {
            if (found.subject() == Subject.UNREADABLE) {
                throw new CommandException(
                        ExitCode.NOT_READABLE, found.findings().get(0).message());
            }
            boolean met = found.intact() != Verdict.NO && (originalKey == null || found.authentic() == Verdict.YES);
            intact &= met;
            printer.print(found, met);
        }
        return intact;
    }
}
