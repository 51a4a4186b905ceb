// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Ed25519 keys for the signature over a seal, in PEM files as written by {@code openssl genpkey -algorithm ed25519} and
 * {@code openssl pkey -pubout}.
 */
public final class SealKeys {
    /** Length of a raw public key. */
    public static final int PUBLIC_BYTES = 32;

    public static final int SIGNATURE_BYTES = 64;
    private static final String ALGORITHM = "Ed25519";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int MAX_PEM_BYTES = 16 * 1024;
    /** The prefix of the 32 bytes of a public key in DER (RFC 8410). */
    private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private SealKeys() {}

    /**
     * Reads a private key.
     *
     * @throws IOException when the file cannot be read or is not an unencrypted Ed25519 private key
     */
    public static PrivateKey readPrivateKey(Path pem) throws IOException {
        byte[] der = decode(pem, text(pem), "PRIVATE KEY", 0);
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException(FileNames.text(pem) + ": expected an Ed25519 private key: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a public key.
     *
     * @throws IOException when the file cannot be read or is not an Ed25519 public key
     */
    public static PublicKey readPublicKey(Path pem) throws IOException {
        return publicKey(pem, decode(pem, text(pem), PUBLIC, 0));
    }

    /**
     * Reads all public keys of a file, at least one.
     *
     * @throws IOException when the file cannot be read, has none, or one that is not an Ed25519 public key
     */
    static List<PublicKey> readPublicKeys(Path pem) throws IOException {
        String text = text(pem);
        List<PublicKey> keys = new ArrayList<>();
        int at = 0;
        do {
            keys.add(publicKey(pem, decode(pem, text, PUBLIC, at)));
            at = text.indexOf(end(PUBLIC), at) + 1;
        } while (text.indexOf(begin(PUBLIC), at) >= 0);
        return keys;
    }

    /** Whether a file of the size of a key has the line before a public key. */
    static boolean mentionsPublicKey(Path pem) throws IOException {
        return Files.size(pem) <= MAX_PEM_BYTES && text(pem).contains(begin(PUBLIC));
    }

    private static PublicKey publicKey(Path pem, byte[] der) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException(FileNames.text(pem) + ": expected an Ed25519 public key: " + e.getMessage(), e);
        }
    }

    private static String text(Path pem) throws IOException {
        if (Files.size(pem) > MAX_PEM_BYTES) {
            throw new IOException(
                    FileNames.text(pem) + ": larger than a key, expected at most " + MAX_PEM_BYTES + " bytes");
        }
        return new String(Files.readAllBytes(pem), StandardCharsets.US_ASCII);
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }

    private static byte[] decode(Path pem, String text, String label, int at) throws IOException {
        int from = text.indexOf(begin(label), at);
        int to = text.indexOf(end(label), at);
        if (from < 0 || to < from) {
            throw new IOException(FileNames.text(pem) + ": no \"" + begin(label) + "\" in it");
        }
        try {
            return Base64.getMimeDecoder()
                    .decode(text.substring(from + begin(label).length(), to));
        } catch (IllegalArgumentException e) {
            throw new IOException(FileNames.text(pem) + ": not base64: " + e.getMessage(), e);
        }
    }

    /** The 32 bytes of a public key. */
    public static byte[] rawPublicKey(PublicKey key) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, der.length - PUBLIC_BYTES, der.length);
    }

    /**
     * The public key that belongs to a private one. Java has no method for this, but its key pair generator produces
     * the same pair when its source of randomness returns the private key; {@link #sign} checks the result.
     */
    public static byte[] publicKeyOf(PrivateKey key) throws IOException {
        if (!(key instanceof EdECPrivateKey edKey) || edKey.getBytes().isEmpty()) {
            throw new IOException("cannot sign: expected an Ed25519 private key, found " + key.getAlgorithm());
        }
        byte[] seed = edKey.getBytes().get();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new FixedSeed(seed));
            return rawPublicKey(generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign: " + e.getMessage(), e);
        }
    }

    /** Signs, and checks the signature with the public key. */
    public static byte[] sign(PrivateKey key, byte[] publicKey, byte[] message) throws IOException {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            byte[] bytes = signature.sign();
            if (!isValid(publicKey, message, bytes)) {
                throw new IOException("cannot sign: this Java did not find the public key");
            }
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign: " + e.getMessage(), e);
        }
    }

    public static boolean isValid(byte[] publicKey, byte[] message, byte[] signatureBytes) {
        byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + PUBLIC_BYTES);
        System.arraycopy(publicKey, 0, der, DER_PREFIX.length, PUBLIC_BYTES);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
            signature.update(message);
            return signature.verify(signatureBytes);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A source of randomness that returns a given seed. */
    private static final class FixedSeed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        FixedSeed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}
