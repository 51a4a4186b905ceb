// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.Verification.About;
import dev.gvtrace.api.Verification.Finding;
import dev.gvtrace.api.Verification.Subject;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies recordings as {@code gvtrace verify} does: is each intact, authentic and complete. Reads every byte and
 * changes nothing. Immutable, safe for use by any number of threads.
 */
public final class Verifier {
    private final @Nullable PublicKey key;

    private Verifier(@Nullable PublicKey key) {
        this.key = key;
    }

    /**
     * Without a key: a seal shows damage, but not a forger who made a new one; whether it is authentic stays unknown.
     */
    public static Verifier withoutKey() {
        return new Verifier(null);
    }

    /** With the Ed25519 key that files and ledgers have to be signed with. */
    public static Verifier withKey(PublicKey key) {
        return new Verifier(key);
    }

    /**
     * Verifies what the paths name: files, and directories with their ledgers. Of a file that is given alone it cannot
     * be told whether others are missing, so give the directory.
     *
     * @return a verification for each recording, then one for each ledger; empty when there was neither
     * @throws GvtraceException NOT_READABLE if a directory cannot be read
     */
    public List<Verification> verify(List<Path> paths) {
        Collected found = new Collected();
        Problems.translated(() -> new RecordingVerifier(key, PacketIndexer::new, found).verify(paths));
        return Collections.unmodifiableList(found.all);
    }

    /** Verifies files in any store, those of one recording together. The stores stay open. */
    public List<Verification> verifyStores(List<? extends TraceStore> stores) {
        Collected found = new Collected();
        Problems.translated(() -> new RecordingVerifier(key, PacketIndexer::new, found)
                .verifySources(stores.stream().map(StoreSource::new).toList()));
        return Collections.unmodifiableList(found.all);
    }

    /** Takes what the verifier finds. */
    private static final class Collected implements RecordingVerifier.Listener {
        final List<Verification> all = new ArrayList<>();

        @Override
        public void recording(RecordingReport report) {
            all.add(new Verification(
                    Subject.RECORDING,
                    report.recording(),
                    report.files().stream()
                            .map(file -> Text.ofUtf8(file.file()))
                            .toList(),
                    verdict(report.verdicts().intact()),
                    verdict(report.verdicts().authentic()),
                    verdict(report.verdicts().complete()),
                    findings(report.verdicts().reasons())));
        }

        @Override
        public void ledger(LedgerReport report) {
            all.add(new Verification(
                    Subject.LEDGER,
                    null,
                    List.of(Text.ofUtf8(report.file())),
                    verdict(report.verdicts().intact()),
                    verdict(report.verdicts().authentic()),
                    verdict(report.verdicts().complete()),
                    findings(report.verdicts().reasons())));
        }

        @Override
        public void unreadable(IOException why) {
            GvtraceException problem = Problems.of(why);
            all.add(new Verification(
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
