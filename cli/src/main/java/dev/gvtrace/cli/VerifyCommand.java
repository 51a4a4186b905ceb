// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.FileNames;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TraceSources;
import dev.gvtrace.trace.TraceVerifier;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks traces without changing them. */
@Command(
        name = "verify",
        description = "Checks traces: checksums, the chain of blocks, seal, signature, index. Reads every byte.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A trace is verified when nothing is wrong with it and it is sealed; so one whose",
            "recorder was killed is not. A file in tracereplay layout has no checksums: only",
            "its structure is checked. Files of one recording are also checked against each",
            "other. With --key only a trace that is signed with that key is verified.",
            "Without it a seal shows damage, but not a forger who made a new one."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "traces, and directories with traces")
    private List<Path> paths = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Ed25519 public key (PEM) that the traces must be signed with")
    private @Nullable Path key;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line)")
    private InfoCommand.Format format = InfoCommand.Format.TEXT;

    VerifyCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        PublicKey trusted = null;
        List<Path> files;
        try {
            trusted = key == null ? null : SealKeys.readPublicKey(key);
            files = TraceSources.files(paths);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, Traces.message(e), e);
        }
        if (files.isEmpty()) {
            throw new CommandException(ExitCode.NOT_READABLE, "no trace in " + FileNames.text(paths.get(0)));
        }
        List<VerifyReport> reports = new ArrayList<>();
        boolean unreadable = false;
        for (Path file : files) {
            try {
                VerifyReport report = TraceVerifier.verify(file, trusted, new PacketIndexer());
                reports.add(report);
                print(report);
            } catch (IOException e) {
                unreadable = true;
                streams.tell("gvtrace verify: " + Traces.message(e));
            }
        }
        List<Damage> breaks = VerifyReport.checkChain(reports);
        breaks.forEach(found -> streams.tell(found.toString()));
        boolean verified = breaks.isEmpty() && reports.stream().allMatch(VerifyReport::isVerified);
        return !verified ? ExitCode.NOT_VERIFIED : unreadable ? ExitCode.NOT_READABLE : ExitCode.DONE;
    }

    private void print(VerifyReport report) {
        if (format == InfoCommand.Format.JSON) {
            streams.println(json(report));
            return;
        }
        Seal seal = report.seal();
        streams.println(TraceCommand.safe(report.file()) + ": "
                + (report.isVerified() ? "verified" : "NOT VERIFIED") + ", "
                + report.ending().text() + ", "
                + report.messages() + " messages in " + report.blocks() + " blocks"
                + (seal == null ? "" : ", seal " + seal.hex()) + signature(report));
        report.findings().forEach(found -> streams.println("  " + TraceCommand.safe(found.toString())));
    }

    private static String signature(VerifyReport report) {
        return switch (report.signature()) {
            case NONE -> ", not signed";
            case VALID -> ", signed with the key given";
            case VALID_FOR_OWN_KEY -> ", signed with the key " + report.signer() + " (use --key to check whose)";
            case INVALID -> report.signer() == null ? ", not signed" : ", WRONG SIGNATURE or another key";
        };
    }

    private static String json(VerifyReport report) {
        Seal seal = report.seal();
        JsonText out = new JsonText().open('{');
        out.key("file").text(report.file());
        out.key("verified").plain(report.isVerified());
        out.key("ending").text(InfoCommand.endingKey(report.ending()));
        out.key("messages").plain(report.messages());
        out.key("records").plain(report.records());
        out.key("blocks").plain(report.blocks());
        out.key("file_bytes").plain(report.bytes());
        out.key("recording")
                .text(report.recording() == null ? null : report.recording().toString());
        out.key("segment").plain(report.segment());
        out.key("seal").text(seal == null ? null : seal.hex());
        out.key("signature").text(signatureKey(report.signature()));
        out.key("signer").text(report.signer());
        out.key("findings").open('[');
        for (Damage found : report.findings()) {
            InfoCommand.damage(out, found);
        }
        return out.close(']').close('}').toString();
    }

    private static String signatureKey(SignatureState state) {
        return switch (state) {
            case NONE -> "none";
            case VALID_FOR_OWN_KEY -> "valid_for_own_key";
            case VALID -> "valid";
            case INVALID -> "invalid";
        };
    }
}
