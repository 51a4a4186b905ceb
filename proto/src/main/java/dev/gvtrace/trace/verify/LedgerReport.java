// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.util.List;

/**
 * The result of checking a ledger.
 *
 * @param file its path
 * @param counts what its lines add up to
 * @param signers which key signed which lines, in their order
 * @param stamps the time stamps beside it, each with the number of first lines that it covers
 * @param verdicts it is intact if each line continues from the one before, authentic if each is signed with a key
 *     that was given (or, without one, under a stamp that counts), complete if it begins with the first line and ends
 *     with the recorder's stop, and no line is known to be missing
 */
public record LedgerReport(
        String file, Counts counts, List<SignedLines> signers, List<FileStamp> stamps, Verdicts verdicts) {
    /**
     * What the lines add up to.
     *
     * @param lines number of lines
     * @param recordings number of recordings begun
     * @param deletedFiles number of files that the recorder deleted
     * @param letGoFiles number of files that a flight recorder let go
     * @param crashes number of times that a recorder ended without a line about it
     */
    public record Counts(long lines, long recordings, long deletedFiles, long letGoFiles, long crashes) {}

    /** The same with other verdicts. */
    LedgerReport with(Verdicts other) {
        return new LedgerReport(file, counts, signers, stamps, other);
    }

    /** Copies the lists. */
    public LedgerReport {
        signers = List.copyOf(signers);
        stamps = List.copyOf(stamps);
    }
}
