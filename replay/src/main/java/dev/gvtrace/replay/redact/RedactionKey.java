// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of a redaction: pseudonyms and the salts of commitments are computed with it. Without it neither can be
 * guessed, however short a secret is. Not thread-safe.
 */
public final class RedactionKey {
    /** Bytes of a key. */
    public static final int BYTES = 32;

    private static final int PSEUDONYM_DIGITS = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final boolean kept;

    private RedactionKey(byte[] key, boolean kept) {
        this.kept = kept;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JVM has HMAC-SHA-256", e);
        }
    }

    /** A random key that is lost with this object. */
    public static RedactionKey discarded() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return new RedactionKey(key, false);
    }

    /**
     * A key that is kept beside the original.
     *
     * @param text 64 hexadecimal digits, and line ends or blanks around them
     * @return null if it is something else
     */
    public static @Nullable RedactionKey parse(String text) {
        String digits = text.strip();
        if (digits.length() != 2 * BYTES) {
            return null;
        }
        try {
            return new RedactionKey(HexFormat.of().parseHex(digits), true);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** True if it was given, so that what is computed with it can be computed again. */
    boolean isKept() {
        return kept;
    }

    /** The first eight bytes of a keyed digest of a secret. */
    byte[] pseudonym(byte[] secret) {
        mac.update("pseudonym ".getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(mac.doFinal(secret), PSEUDONYM_DIGITS / 2);
    }

    /**
     * The salt of the commitment to a message or record.
     *
     * @param recording id of the original recording; null if it has none
     * @param which {@code message N} or {@code record N}
     */
    byte[] salt(@Nullable UUID recording, String which) {
        return mac.doFinal(("salt " + recording + " " + which).getBytes(StandardCharsets.US_ASCII));
    }

    /** SHA-256 of salt and bytes. */
    static String commitment(byte[] salt, byte[] bytes, int offset, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update(bytes, offset, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }
}
