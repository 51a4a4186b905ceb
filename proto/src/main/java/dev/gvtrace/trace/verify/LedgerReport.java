// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/**
 * The result of checking a ledger.
 *
 * <p>More than six components: one for each entry that {@code gvtrace verify} prints.
 *
 * @param file its path
 * @param lines number of lines
 * @param recordings number of recordings begun, according to the ledger
 * @param deletedFiles number of files that the recorder deleted, according to the ledger
 * @param letGoFiles number of files that a flight recorder let go, according to the ledger
 * @param crashes number of times that a recorder ended without a line about it, according to the ledger
 * @param verdicts it is intact if each line continues from the one before, authentic if each is signed with the key
 *     that was given, complete if it begins with the first line and ends with the recorder's stop, and no line is known
 *     to be missing
 */
public record LedgerReport(
        String file, long lines, long recordings, long deletedFiles, long letGoFiles, long crashes, Verdicts verdicts) {
    /** The same with other verdicts. */
    LedgerReport with(Verdicts other) {
        return new LedgerReport(file, lines, recordings, deletedFiles, letGoFiles, crashes, other);
    }
}
