// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.AnchorTotals;
import dev.gvtrace.api.Verification;
import dev.gvtrace.api.Verification.Subject;
import dev.gvtrace.api.Verifier;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks recordings without changing them. */
@Command(
        name = "verify",
        description =
                "Checks whether recordings are intact, authentic and complete, and whether the ledger of their directory agrees.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Three verdicts for each recording, all its files together:",
            "  intact     every bit agrees with checksums, chain, seals and ledger",
            "  authentic  signed with a given key (--key), or stamped (--stamp)",
            "  complete   opened and sealed, no file missing, no gap",
            "Each verdict is yes, no or unknown; in JSON true, false or null. A recording passes when all required",
            "verdicts are yes; otherwise the exit code is 6.",
            "",
            "Pass the directory: a single file does not show whether the others of its recording exist. In a directory",
            "the ledger (ledger.jsonl) is checked too: its chain, with --key its signatures, and that each recording in",
            "it exists or was deleted by the recorder. A directory alone does not show whether its newest recordings were",
            "removed together with the last lines of the ledger, back to the recorder's previous stop.",
            "What a flight recorder let go is listed and not missing, if the ledger has it: complete is then about what was",
            "kept. The ledger beside a single file is read for that, too.",
            "With --anchors each recording and ledger has to be as it was when it was anchored: what was altered, cut, removed",
            "or sealed again since then is named, even if all seals and signatures are right. What came after the last",
            "anchor is named, too. Anchors of other hosts and directories are listed and not compared.",
            "A file in tracereplay layout has no checksums: only its structure is checked, all verdicts are unknown.",
            "Without --key a seal reveals damage, but not that somebody made a new seal.",
            "",
            "--original compares a copy without secrets (export --redact) with what it was made from: each message of the",
            "original is in the copy, in its place, and differs only in the parts that the copy names; nothing was added.",
            "--key is the key of the copy. See gvtrace-redaction(7) for what that proves.",
            "",
            "Several keys: each file and each line of the ledger must be signed with one of them. A key that hands over to",
            "the next one in the ledger (capture --previous-sign-key) makes it trusted in that directory.",
            "--stamp looks for the time stamps that gvtrace stamp wrote: NAME.tsr beside a file, and those of the ledger,",
            "which cover each file whose seal the ledger had by then. A stamp proves that the file existed at its time, not",
            "who made it: compare the time with that of the attack. A wrong stamp, or one of an authority that does not lead",
            "to --tsa-ca, is never authentic. A signature with a compromised key counts only under a stamp made before the",
            "key was:",
            "  gvtrace verify DIR --key NEW.pem --compromised-key OLD.pem \\",
            "    --stamp --tsa-ca CA.pem --stamped-before 2026-11-01T00:00:00Z"
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "traces, and directories with traces")
    private List<Path> paths = List.of();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--anchors",
            paramLabel = "FILE",
            description =
                    "anchors that capture --anchor sent elsewhere: the recordings have to be as they were anchored, and the"
                            + " anchors themselves pass; may be repeated")
    private List<Path> anchors = List.of();

    @Option(
            names = "--require",
            paramLabel = "VERDICT",
            split = ",",
            converter = Requirement.Converter.class,
            description =
                    "verdicts that have to be yes: intact, authentic, complete; ledger: each directory has a ledger that "
                            + "passes the others; stamped: each file is under a time stamp that counts "
                            + "(default: intact,complete; with --key or --stamp intact,authentic,complete)")
    private @Nullable Set<Requirement> require;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line: each recording, then each ledger, then the anchors)")
    private InfoCommand.Format format = InfoCommand.Format.TEXT;

    @Mixin
    private RedactedCopyOptions redacted = new RedactedCopyOptions();

    private boolean verified = true;
    private boolean recordingFound;
    private boolean ledgerFound;
    private boolean anchorsCompared;
    private boolean unreadable;

    public VerifyCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Verifier verifier = trust.verifier().withAnchors(anchors);
        Set<Requirement> required = require == null ? Requirement.usual(trust.isProofAsked()) : require;
        if (required.contains(Requirement.AUTHENTIC) && !trust.isProofAsked()) {
            throw new CommandException(ExitCode.USAGE, "--require authentic needs --key or --stamp");
        }
        if (required.contains(Requirement.STAMPED) && !trust.areStampsAsked()) {
            throw new CommandException(ExitCode.USAGE, "--require stamped needs --stamp");
        }
        redacted.check(paths);
        VerdictPrinter printer = new VerdictPrinter(streams, format, trust.isProofAsked(), trust.areStampsAsked());
        verifier.verify(paths, found -> report(found, required, printer));
        if (!recordingFound && !ledgerFound && !unreadable && anchors.isEmpty()) {
            throw Traces.none(paths);
        }
        if (!anchors.isEmpty() && !anchorsCompared) {
            verified = false;
            streams.report("gvtrace verify: none of the anchors is about what was given");
        }
        if (!ledgerFound) {
            checkWithoutLedger(required);
        }
        verified &= redacted.verify(streams, format, paths.get(0));
        return !verified ? ExitCode.NOT_VERIFIED : unreadable ? ExitCode.NOT_READABLE : ExitCode.DONE;
    }

    private void checkWithoutLedger(Set<Requirement> required) {
        boolean directory = paths.stream().anyMatch(Files::isDirectory);
        if (required.contains(Requirement.LEDGER)) {
            verified = false;
            streams.report("gvtrace verify: no ledger in what was given");
        } else if (directory) {
            streams.report("no ledger here: a recording of which no file is left would go unnoticed");
        }
    }

    private void report(Verification found, Set<Requirement> required, VerdictPrinter printer) {
        if (found.subject() == Subject.UNREADABLE) {
            unreadable = true;
            found.findings().forEach(each -> streams.report("gvtrace verify: " + each.message()));
            return;
        }
        AnchorTotals totals = found.anchors();
        if (totals != null && !totals.compared()) {
            printer.print(found, true);
            return;
        }
        anchorsCompared |= totals != null;
        recordingFound |= found.subject() == Subject.RECORDING;
        ledgerFound |= found.subject() == Subject.LEDGER;
        boolean met = Requirement.isMet(required, found);
        verified &= met;
        printer.print(found, met);
    }
}
