// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.util.List;

/**
 * What verification came to.
 *
 * @param intact whether every bit agrees with checksums, chain, seals and ledger
 * @param authentic whether all of it is signed with the key that was given
 * @param complete whether nothing is missing
 * @param reasons why a verdict is not yes, and what else is to be known
 */
public record Verdicts(Verdict intact, Verdict authentic, Verdict complete, List<VerdictReason> reasons) {
    /** Copies the list. */
    public Verdicts {
        reasons = List.copyOf(reasons);
    }
}
