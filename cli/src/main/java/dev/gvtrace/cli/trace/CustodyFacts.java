// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.TraceInfo;
import dev.gvtrace.api.Verdict;
import dev.gvtrace.api.Verification;
import dev.gvtrace.api.VerifiedFile;
import dev.gvtrace.api.VerifiedFile.Signature;
import dev.gvtrace.api.Verifier;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.replay.redact.RedactionHead;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a custodian has to know of a recording beside its digests: whether it is intact, who signed which file, what is
 * missing, and what was done to it before.
 *
 * @param info of the recording
 * @param intact whether checksums, chain and seals agree
 * @param files as they were verified
 * @param redaction what a redacted copy records about itself; null for others
 */
record CustodyFacts(
        TraceInfo info,
        Verdict intact,
        List<VerifiedFile> files,
        @Nullable String redaction) {
    /** What precedes the 32 bytes of an Ed25519 public key in DER, as openssl hashes it. */
    private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    CustodyFacts {
        files = List.copyOf(files);
    }

    /** Verifies the files, without a key. */
    static CustodyFacts of(TraceInfo info) {
        List<Path> paths = info.files().stream()
                .map(name -> FileNames.path(EscapedText.of(name)))
                .toList();
        List<Verification> found = Verifier.withoutKey().verify(paths);
        Verification recording = found.stream()
                .filter(each -> each.subject() == Verification.Subject.RECORDING)
                .findFirst()
                .orElse(null);
        return new CustodyFacts(
                info,
                recording == null ? Verdict.UNKNOWN : recording.intact(),
                recording == null ? List.of() : recording.details(),
                paths.size() == 1 ? redaction(paths.get(0)) : null);
    }

    private static @Nullable String redaction(Path file) {
        try (TraceSource source = TraceSources.open(file)) {
            RedactionHead head = RedactionHead.of(source);
            return head == null ? null : head.json();
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }

    private static @Nullable String fingerprint(VerifiedFile file) {
        String signer = file.signer();
        if (signer == null) {
            return null;
        }
        MessageDigest digest = TraceFormat.sha256();
        digest.update(DER_PREFIX);
        return HexFormat.of().formatHex(digest.digest(HexFormat.of().parseHex(signer)));
    }

    /** Hands over each fact with its name, as a line of text. */
    void text(BiConsumer<String, String> out) {
        out.accept("begun", time(Times.rfc3339(info.created())));
        out.accept(
                "origin",
                info.origin()
                        + (info.importedFrom() == null
                                ? ""
                                : " of " + info.importedFrom().display()));
        out.accept(
                "message times", time(Times.rfc3339(info.firstTime())) + " to " + time(Times.rfc3339(info.lastTime())));
        info.lostByCause().forEach((cause, lost) -> out.accept("lost", lost + ": " + cause.display()));
        for (TraceInfo.Gap gap : info.gaps()) {
            out.accept(
                    "gap",
                    time(Times.rfc3339(gap.from())) + " to " + time(Times.rfc3339(gap.to())) + ", "
                            + (gap.lost() < 0 ? "not counted" : gap.lost() + " messages") + ": "
                            + gap.cause().display());
        }
        Text reason = info.closingReason();
        out.accept("closed", reason == null ? "unknown" : reason.display());
        out.accept(
                "intact",
                intact.name().toLowerCase(Locale.ROOT) + ", " + info.damage().size() + " damaged places");
        for (VerifiedFile file : files) {
            String fingerprint = fingerprint(file);
            String signature = fingerprint == null
                    ? "not signed"
                    : (file.signature() == Signature.INVALID ? "WRONG SIGNATURE" : "signed") + " with key "
                            + file.signer() + ", sha256 of its DER form " + fingerprint;
            out.accept(
                    "segment " + file.segment(),
                    file.endingText() + ", " + file.messages() + " messages, seal "
                            + (file.seal() == null ? "none" : file.seal()) + ", " + signature);
        }
        for (TraceInfo.Container container : info.containers()) {
            Text image = container.image();
            out.accept("container", container.id().display() + (image == null ? "" : ", image " + image.display()));
        }
        if (redaction != null) {
            out.accept("redacted copy", TraceCommand.safe(redaction));
        }
    }

    private static String time(@Nullable String time) {
        return time == null ? "unknown" : time;
    }

    /** Adds the facts to an object. */
    void json(JsonWriter out) {
        out.key("created").text(Times.rfc3339(info.created())).key("origin").text(info.origin());
        out.key("imported_from").text(info.importedFrom());
        out.key("first_time").text(Times.rfc3339(info.firstTime()));
        out.key("last_time").text(Times.rfc3339(info.lastTime()));
        out.key("lost_by_cause").open('{');
        info.lostByCause().forEach((cause, lost) -> out.key(cause).plain(lost));
        out.close('}').key("gap_list").open('[');
        for (TraceInfo.Gap gap : info.gaps()) {
            out.open('{').key("from").text(Times.rfc3339(gap.from())).key("to").text(Times.rfc3339(gap.to()));
            out.key("lost")
                    .plain(gap.lost() < 0 ? null : gap.lost())
                    .key("cause")
                    .text(gap.cause())
                    .close('}');
        }
        out.close(']').key("closed").text(info.closingReason());
        out.key("intact").plain(intact == Verdict.UNKNOWN ? null : intact == Verdict.YES);
        out.key("damaged_places").plain(info.damage().size()).key("segments").open('[');
        for (VerifiedFile file : files) {
            out.open('{').key("file").text(file.file()).key("segment").plain(file.segment());
            out.key("ending").text(file.ending()).key("messages").plain(file.messages());
            out.key("seal").text(file.seal());
            out.key("signature").text(file.signature().name().toLowerCase(Locale.ROOT));
            out.key("signer")
                    .text(file.signer())
                    .key("signer_sha256")
                    .text(fingerprint(file))
                    .close('}');
        }
        out.close(']').key("containers").open('[');
        for (TraceInfo.Container container : info.containers()) {
            out.open('{').key("id").text(container.id()).key("name").text(container.name());
            out.key("image").text(container.image()).close('}');
        }
        out.close(']').key("redaction").text(redaction);
    }
}
