// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.util.List;

/**
 * What was found about a ledger.
 *
 * @param file its path
 * @param lines how many it has
 * @param recordings how many were begun, according to the ledger
 * @param deletedFiles how many files the recorder deleted, according to the ledger
 * @param crashes how often a recorder ended without a line about it, according to the ledger
 * @param intact whether each line continues from the one before
 * @param authentic whether each line is signed with the key that was given
 * @param complete whether it begins with the first line and ends with the recorder's stop, and no line is known to be
 *     missing
 * @param reasons why a verdict is not yes, and what else is to be known
 */
public record LedgerReport(
        String file,
        long lines,
        long recordings,
        long deletedFiles,
        long crashes,
        Verdict intact,
        Verdict authentic,
        Verdict complete,
        List<VerdictReason> reasons) {
    /** Copies the list. */
    public LedgerReport {
        reasons = List.copyOf(reasons);
    }
}
