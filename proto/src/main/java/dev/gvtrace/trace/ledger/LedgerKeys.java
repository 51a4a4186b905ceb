// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 keys of a ledger's writer. Immutable.
 *
 * @param current key to sign each line with; null for no signatures
 * @param previous the key that signed the lines so far, to hand over to the current one; null when it is not at hand,
 *     or is the same
 */
public record LedgerKeys(
        @Nullable PrivateKey current, @Nullable PrivateKey previous) {
    /** Without signatures. */
    public static LedgerKeys none() {
        return new LedgerKeys(null, null);
    }

    /** With this key, or without signatures if it is null. */
    public static LedgerKeys of(@Nullable PrivateKey key) {
        return new LedgerKeys(key, null);
    }
}
