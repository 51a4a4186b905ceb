// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import org.jspecify.annotations.Nullable;

/**
 * Lines of a ledger in a row with the same signer.
 *
 * @param first number of the first line, from 1
 * @param last number of the last line
 * @param key the public key, hexadecimal; null when the lines are not signed
 * @param keyFile file of the trusted key; empty when it is not trusted, or came from no file
 * @param start how the lines got this signer
 */
public record SignedLines(long first, long last, @Nullable String key, String keyFile, Start start) {
    /** How lines got their signer. */
    public enum Start {
        /** They are the first. */
        FIRST,
        /** The signer before handed over, in a line that it signed. */
        HANDED_OVER,
        /** Without a line of the signer before. */
        NOT_HANDED_OVER
    }
}
