// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.VerifyReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one recording.
 *
 * @param recording its id; null when no header can be read, or for tracereplay
 * @param files its files in their order; empty when only the ledger has it
 * @param intact whether every bit agrees with checksums, chain, seals and ledger
 * @param authentic whether all of it is signed with the key that was given
 * @param complete whether it was opened and sealed, with no file missing and no gap
 * @param reasons why a verdict is not yes, and what else is to be known
 */
public record RecordingReport(
        @Nullable UUID recording,
        List<VerifyReport> files,
        Verdict intact,
        Verdict authentic,
        Verdict complete,
        List<VerdictReason> reasons) {
    /** Copies the lists. */
    public RecordingReport {
        files = List.copyOf(files);
        reasons = List.copyOf(reasons);
    }
}
