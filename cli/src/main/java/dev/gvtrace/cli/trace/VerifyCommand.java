// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.trace.FileNames;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks recordings without changing them. */
@Command(
        name = "verify",
        description = "Checks recordings, and the ledger of their directory: is each intact, authentic and complete.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Three verdicts for each recording, all its files together:",
            "  intact     every bit is as checksums, chain, seals and ledger say",
            "  authentic  all files are signed with the key given (--key)",
            "  complete   opened and sealed, no file missing, no gap",
            "Each is yes, no, or can't be told; JSON: true, false, null. A recording is verified when those that are",
            "required are yes; the exit code is 6 when one is not.",
            "",
            "Give the directory: of a file that is given alone it can't be told whether the others are there. In a",
            "directory the ledger (ledger.jsonl) is checked as well: its chain and, with --key, its signatures, and",
            "that each recording that was begun is there or was deleted by the recorder. Nobody can tell from a",
            "directory alone whether its newest recording was taken away together with the ledger's last lines, as far",
            "back as the recorder's stop before.",
            "A file in tracereplay layout has no checksums: only its structure is checked, and nothing can be told.",
            "Without --key a seal shows damage, but not a forger who made a new one."
        })
public final class VerifyCommand implements Callable<Integer>, RecordingVerifier.Listener {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "traces, and directories with traces")
    private List<Path> paths = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Ed25519 public key (PEM) that the traces must be signed with")
    private @Nullable Path key;

    @Option(
            names = "--require",
            paramLabel = "VERDICT",
            split = ",",
            converter = Requirement.Converter.class,
            description =
                    "which verdicts must be yes: intact, authentic, complete; ledger: each directory must have one that "
                            + "meets the others (default: intact,complete; with --key intact,authentic,complete)")
    private @Nullable Set<Requirement> require;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line: each recording, then each ledger)")
    private InfoCommand.Format format = InfoCommand.Format.TEXT;

    private Set<Requirement> required = EnumSet.noneOf(Requirement.class);
    private VerdictPrinter printer;
    private boolean verified = true;
    private boolean unreadable;
    private boolean ledgerFound;

    public VerifyCommand(Streams streams) {
        this.streams = streams;
        this.printer = new VerdictPrinter(streams, format, false);
    }

    @Override
    public Integer call() {
        boolean found;
        try {
            PublicKey trusted = key == null ? null : SealKeys.readPublicKey(key);
            required = require == null ? Requirement.usual(trusted != null) : require;
            if (required.contains(Requirement.AUTHENTIC) && trusted == null) {
                throw new CommandException(ExitCode.USAGE, "--require authentic needs --key");
            }
            printer = new VerdictPrinter(streams, format, trusted != null);
            found = new RecordingVerifier(trusted, PacketIndexer::new, this).verify(paths);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, Traces.message(e), e);
        }
        if (!found && !unreadable) {
            throw new CommandException(ExitCode.NOT_READABLE, "no trace in " + FileNames.text(paths.get(0)));
        }
        if (!ledgerFound) {
            checkWithoutLedger();
        }
        return !verified ? ExitCode.NOT_VERIFIED : unreadable ? ExitCode.NOT_READABLE : ExitCode.DONE;
    }

    private void checkWithoutLedger() {
        boolean directory = paths.stream().anyMatch(Files::isDirectory);
        if (required.contains(Requirement.LEDGER)) {
            verified = false;
            streams.tell("gvtrace verify: no ledger in what was given");
        } else if (directory) {
            streams.tell("no ledger here: whether a recording of which no file is left was here can't be told");
        }
    }

    @Override
    public void recording(RecordingReport report) {
        boolean met = Requirement.isMet(required, report);
        verified &= met;
        printer.print(report, met);
    }

    @Override
    public void ledger(LedgerReport report) {
        ledgerFound = true;
        boolean met = Requirement.isMet(required, report);
        verified &= met;
        printer.print(report, met);
    }

    @Override
    public void unreadable(IOException why) {
        unreadable = true;
        streams.tell("gvtrace verify: " + Traces.message(why));
    }
}
