// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.trace.SealKeys;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Signs lines with a private key. Immutable. */
final class LedgerSigner implements LedgerLine.Signer {
    private final PrivateKey key;
    private final byte[] publicKey;

    private LedgerSigner(PrivateKey key, byte[] publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /** One with the key; null for null. */
    static @Nullable LedgerSigner of(@Nullable PrivateKey key) throws IOException {
        return key == null ? null : with(key);
    }

    static LedgerSigner with(PrivateKey key) throws IOException {
        return new LedgerSigner(key, SealKeys.publicKeyOf(key));
    }

    /** The public key of a signer, hexadecimal; null for null. */
    static @Nullable String hex(@Nullable LedgerSigner signer) {
        return signer == null ? null : HexFormat.of().formatHex(signer.publicKey);
    }

    @Override
    public byte[] sign(byte[] message) throws IOException {
        return SealKeys.sign(key, publicKey, message);
    }

    @Override
    public byte[] publicKey() {
        return publicKey;
    }
}
