// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * The end of a ledger, as it is on the disk.
 *
 * @param line number of the last line
 * @param hash SHA-256 of that line with its line feed, lower-case hexadecimal
 */
public record LedgerHead(long line, String hash) {}
