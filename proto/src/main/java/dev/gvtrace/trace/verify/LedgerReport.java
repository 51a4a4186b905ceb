// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/**
 * What was found about a ledger.
 *
 * @param file its path
 * @param lines how many it has
 * @param recordings how many were begun, according to the ledger
 * @param deletedFiles how many files the recorder deleted, according to the ledger
 * @param crashes how often a recorder ended without a line about it, according to the ledger
 * @param verdicts it is intact if each line continues from the one before, authentic if each is signed with the key
 *     that was given, complete if it begins with the first line and ends with the recorder's stop, and no line is known
 *     to be missing
 */
public record LedgerReport(
        String file, long lines, long recordings, long deletedFiles, long crashes, Verdicts verdicts) {}
