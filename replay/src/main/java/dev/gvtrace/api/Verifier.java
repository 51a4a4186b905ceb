// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.Verification.About;
import dev.gvtrace.api.Verification.Finding;
import dev.gvtrace.api.Verification.LedgerTotals;
import dev.gvtrace.api.Verification.Subject;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.verify.AnchorReport;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import dev.gvtrace.trace.verify.Stamps;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies recordings like {@code gvtrace verify}: whether each is intact, authentic and complete. Reads every byte and
 * changes nothing. Immutable, safe for use by any number of threads.
 */
public final class Verifier {
    private final TrustedKeys keys;
    private final Stamps stamps;
    private final List<Path> anchors;

    private Verifier(TrustedKeys keys, Stamps stamps, List<Path> anchors) {
        this.keys = keys;
        this.stamps = stamps;
        this.anchors = List.copyOf(anchors);
    }

    /**
     * Without a key: a seal reveals damage, but not a forged seal; whether the recording is authentic stays unknown.
     */
    public static Verifier withoutKey() {
        return new Verifier(TrustedKeys.none(), Stamps.notAsked(), List.of());
    }

    /** With the Ed25519 key that files and ledgers have to be signed with. */
    public static Verifier withKey(PublicKey key) {
        return new Verifier(TrustedKeys.of(key), Stamps.notAsked(), List.of());
    }

    /**
     * With the Ed25519 public key of a PEM file, as {@code openssl pkey -pubout} writes it.
     *
     * @throws GvtraceException NOT_READABLE if the file cannot be read, or holds no such key
     */
    public static Verifier withKey(Path pem) {
        return withKey(Problems.translated(() -> SealKeys.readPublicKey(pem)));
    }

    /**
     * With several Ed25519 public keys, of which any may have signed a file or a line of a ledger. A key to which one
     * of them handed over in the ledger of a directory is trusted there.
     *
     * @param paths PEM files with one or more keys, and directories of such files
     * @throws GvtraceException NOT_READABLE if one cannot be read, or has no such key
     */
    public static Verifier withKeyFiles(List<Path> paths) {
        return new Verifier(Problems.translated(() -> TrustedKeys.read(paths)), Stamps.notAsked(), List.of());
    }

    /**
     * The same with keys that somebody else may have: a signature with one counts only for what is under a time stamp
     * that counts, and none of them can hand over.
     *
     * @param paths as of {@link #withKeyFiles}
     * @throws GvtraceException NOT_READABLE if one cannot be read, or has no such key
     */
    public Verifier andCompromisedKeyFiles(List<Path> paths) {
        TrustedKeys others = Problems.translated(() -> TrustedKeys.read(paths));
        return new Verifier(keys.withCompromised(others), stamps, anchors);
    }

    /**
     * The same with the time stamps beside files and ledgers: {@code NAME.tsr} over all bytes of a file, {@code
     * NAME.LINES.tsr} over the first lines of a ledger, and so over each file whose seal is in these lines.
     *
     * @param reader reads them
     * @param before stamps after this time do not count; null for any time
     */
    public Verifier andStamps(StampReader reader, @Nullable Instant before) {
        long latest = before == null ? Long.MAX_VALUE : Problems.translated(() -> VerifiedStamp.ns(before));
        return new Verifier(keys, Stamps.readBy(path -> VerifiedStamp.inside(reader.read(path)), latest), anchors);
    }

    /**
     * The same that also compares with anchors, as {@code gvtrace capture --anchor} sends them: what was anchored has
     * to be there, unchanged. Anchors of directories of which nothing is verified are reported as not compared. With
     * keys they have to be signed with one of them.
     *
     * @param files files of anchors, one JSON object a line; read at each verification
     */
    public Verifier withAnchors(List<Path> files) {
        return new Verifier(keys, stamps, files);
    }

    /**
     * Verifies the recordings at the paths: files, and directories with their ledgers. For a single file it cannot be
     * determined whether others are missing, so give the directory.
     *
     * @return a verification for each recording, then one for each ledger, then for the anchors of each directory;
     *     empty
     *     when there was nothing
     * @throws GvtraceException NOT_READABLE if a directory or a file of anchors cannot be read
     */
    public List<Verification> verify(List<Path> paths) {
        List<Verification> all = new ArrayList<>();
        verify(paths, all::add);
        return Collections.unmodifiableList(all);
    }

    /**
     * The same, handed over one by one, each as soon as it is known.
     *
     * @param found receives each verification, in the thread that calls this
     * @throws GvtraceException NOT_READABLE if a directory or a file of anchors cannot be read
     */
    public void verify(List<Path> paths, Consumer<Verification> found) {
        Callback<Verification> callback = new Callback<>(found);
        callback.during(() -> verifier(new Found(callback)).verify(paths));
    }

    /** Verifies files in any store, those of one recording together. The stores stay open. */
    public List<Verification> verifyStores(List<? extends TraceStore> stores) {
        List<Verification> all = new ArrayList<>();
        Problems.translated(() -> verifier(new Found(all::add))
                .verifySources(stores.stream().map(StoreSource::new).toList()));
        return Collections.unmodifiableList(all);
    }

    private RecordingVerifier verifier(Found found) {
        return new RecordingVerifier(keys, stamps, PacketIndexer::new, found).withAnchors(anchors);
    }

    /** Hands over what the verifier finds. */
    private record Found(Consumer<Verification> to) implements RecordingVerifier.Listener {
        @Override
        public void recording(RecordingReport report) {
            to.accept(new Verification(
                    Subject.RECORDING,
                    report.recording(),
                    report.files().stream()
                            .map(file -> Text.ofUtf8(file.file()))
                            .toList(),
                    verdict(report.verdicts().intact()),
                    verdict(report.verdicts().authentic()),
                    verdict(report.verdicts().complete()),
                    findings(report.verdicts().reasons()),
                    report.files().stream()
                            .map(file -> VerifiedFile.of(file, report.stamps().get(file.file())))
                            .toList(),
                    null,
                    report.letGo().stream().map(Found::letGo).toList(),
                    null,
                    coverage(report.anchored())));
        }

        private static Verification.LetGo letGo(dev.gvtrace.trace.verify.LetGo found) {
            return new Verification.LetGo(
                    found.first(),
                    found.last(),
                    found.messages(),
                    found.lost(),
                    found.bytes(),
                    instant(found.fromNs()),
                    instant(found.toNs()),
                    found.seal());
        }

        private static @Nullable Instant instant(long ns) {
            return ns == 0 ? null : LedgerLine.time(ns);
        }

        private static @Nullable AnchorCoverage coverage(dev.gvtrace.trace.verify.@Nullable AnchorCoverage of) {
            return of == null ? null : new AnchorCoverage(of.lastMessage(), of.timeNs(), of.after());
        }

        @Override
        public void anchors(AnchorReport report) {
            to.accept(new Verification(
                    Subject.ANCHORS,
                    null,
                    report.files().stream().map(Text::ofUtf8).toList(),
                    verdict(report.verdicts().intact()),
                    verdict(report.verdicts().authentic()),
                    verdict(report.verdicts().complete()),
                    findings(report.verdicts().reasons()),
                    List.of(),
                    null,
                    List.of(),
                    new AnchorTotals(
                            report.host(),
                            report.directory(),
                            report.compared(),
                            report.anchors(),
                            report.starts(),
                            report.undelivered(),
                            report.firstNs(),
                            report.lastNs()),
                    null));
        }

        @Override
        public void ledger(LedgerReport report) {
            to.accept(new Verification(
                    Subject.LEDGER,
                    null,
                    List.of(Text.ofUtf8(report.file())),
                    verdict(report.verdicts().intact()),
                    verdict(report.verdicts().authentic()),
                    verdict(report.verdicts().complete()),
                    findings(report.verdicts().reasons()),
                    List.of(),
                    totals(report)));
        }

        private static LedgerTotals totals(LedgerReport report) {
            LedgerReport.Counts counts = report.counts();
            return new LedgerTotals(
                    counts.lines(),
                    counts.recordings(),
                    counts.deletedFiles(),
                    counts.crashes(),
                    counts.letGoFiles(),
                    report.signers().stream()
                            .map(span -> new Verification.SignedLines(
                                    span.first(),
                                    span.last(),
                                    span.key(),
                                    Text.ofUtf8(span.keyFile()),
                                    start(span.start())))
                            .toList(),
                    report.stamps().stream().map(VerifiedStamp::of).toList());
        }

        private static Verification.SignerStart start(dev.gvtrace.trace.verify.SignedLines.Start start) {
            return switch (start) {
                case FIRST -> Verification.SignerStart.FIRST;
                case HANDED_OVER -> Verification.SignerStart.HANDED_OVER;
                case NOT_HANDED_OVER -> Verification.SignerStart.NOT_HANDED_OVER;
            };
        }

        @Override
        public void unreadable(IOException why) {
            GvtraceException problem = Problems.of(why);
            to.accept(new Verification(
                    Subject.UNREADABLE,
                    null,
                    List.of(),
                    Verdict.UNKNOWN,
                    Verdict.UNKNOWN,
                    Verdict.UNKNOWN,
                    List.of(new Finding(About.REMARK, String.valueOf(problem.getMessage())))));
        }

        private static List<Finding> findings(List<dev.gvtrace.trace.verify.VerdictReason> reasons) {
            return reasons.stream()
                    .map(reason -> new Finding(
                            switch (reason.kind()) {
                                case INTACT -> About.INTACT;
                                case AUTHENTIC -> About.AUTHENTIC;
                                case COMPLETE -> About.COMPLETE;
                                case REMARK -> About.REMARK;
                            },
                            reason.text()))
                    .toList();
        }

        private static Verdict verdict(dev.gvtrace.trace.verify.Verdict verdict) {
            return switch (verdict) {
                case YES -> Verdict.YES;
                case NO -> Verdict.NO;
                case UNKNOWN -> Verdict.UNKNOWN;
            };
        }
    }
}
