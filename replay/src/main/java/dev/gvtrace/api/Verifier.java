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
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
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
    private final @Nullable PublicKey key;

    private Verifier(@Nullable PublicKey key) {
        this.key = key;
    }

    /**
     * Without a key: a seal reveals damage, but not a forged seal; whether the recording is authentic stays unknown.
     */
    public static Verifier withoutKey() {
        return new Verifier(null);
    }

    /** With the Ed25519 key that files and ledgers have to be signed with. */
    public static Verifier withKey(PublicKey key) {
        return new Verifier(key);
    }

    /**
     * With the Ed25519 public key of a PEM file, as {@code openssl pkey -pubout} writes it.
     *
     * @throws GvtraceException NOT_READABLE if the file cannot be read, or holds no such key
     */
    public static Verifier withKey(Path pem) {
        return new Verifier(Problems.translated(() -> SealKeys.readPublicKey(pem)));
    }

    /**
     * Verifies the recordings at the paths: files, and directories with their ledgers. For a single file it cannot be
     * determined whether others are missing, so give the directory.
     *
     * @return a verification for each recording, then one for each ledger; empty when there was neither
     * @throws GvtraceException NOT_READABLE if a directory cannot be read
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
     * @throws GvtraceException NOT_READABLE if a directory cannot be read
     */
    public void verify(List<Path> paths, Consumer<Verification> found) {
        Callback<Verification> callback = new Callback<>(found);
        callback.during(() -> new RecordingVerifier(key, PacketIndexer::new, new Found(callback)).verify(paths));
    }

    /** Verifies files in any store, those of one recording together. The stores stay open. */
    public List<Verification> verifyStores(List<? extends TraceStore> stores) {
        List<Verification> all = new ArrayList<>();
        Problems.translated(() -> new RecordingVerifier(key, PacketIndexer::new, new Found(all::add))
                .verifySources(stores.stream().map(StoreSource::new).toList()));
        return Collections.unmodifiableList(all);
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
                    report.files().stream().map(VerifiedFile::of).toList(),
                    null,
                    report.letGo().stream().map(Found::letGo).toList()));
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
                    new LedgerTotals(
                            report.lines(),
                            report.recordings(),
                            report.deletedFiles(),
                            report.crashes(),
                            report.letGoFiles())));
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
