// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Files (PEM) that replace what Java uses for TLS.
 *
 * @param option such as {@code --alert}; errors name the options that begin with it
 * @param trusted certificates of receivers with one of their own; null for those that Java trusts
 * @param client the certificate, with its chain, and the private key (PKCS#8) for receivers that ask for one; null for
 *     none
 */
public record TlsFiles(
        String option, @Nullable Path trusted, @Nullable Path client) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]*-----END CERTIFICATE-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    /** A key store of the process needs a password. */
    private static final char[] PASSWORD = new char[0];

    /**
     * The context for TLS; null if that of Java serves.
     *
     * @throws IOException when a file cannot be read, or has not what it should have
     */
    public @Nullable SSLContext context() throws IOException {
        if (trusted == null && client == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    client == null
                            ? null
                            : client(option + "-client-file: ", client).getKeyManagers(),
                    trusted == null
                            ? null
                            : trusted(option + "-ca-file: ", trusted).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trusted(String prefix, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate each : certificates(prefix + FileNames.text(file), text(prefix, file))) {
            store.setCertificateEntry(Integer.toString(number++), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyManagerFactory client(String prefix, Path file) throws IOException, GeneralSecurityException {
        String text = text(prefix, file);
        String place = prefix + FileNames.text(file);
        PrivateKey key = privateKey(place, text);
        Certificate[] chain = certificates(place, text).toArray(Certificate[]::new);
        if (!chain[0].getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            throw new IOException(place + ": the key is not that of the first certificate");
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static String text(String prefix, Path file) throws IOException {
        try {
            return EscapedText.decode(Files.readAllBytes(file));
        } catch (FileSystemException e) {
            throw new IOException(prefix + FileErrors.text(file, e), e);
        }
    }

    private static List<Certificate> certificates(String place, String text) throws IOException {
        StringBuilder pem = new StringBuilder();
        CERTIFICATE
                .matcher(text)
                .results()
                .forEach(each -> pem.append(each.group()).append('\n'));
        if (pem.isEmpty()) {
            throw new IOException(place + ": no certificate there, expected PEM");
        }
        try {
            return List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(pem.toString().getBytes(StandardCharsets.US_ASCII))));
        } catch (GeneralSecurityException e) {
            throw new IOException(place + ": damaged certificate: expected PEM", e);
        }
    }

    private static PrivateKey privateKey(String place, String text) throws IOException, GeneralSecurityException {
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw new IOException(place + ": no private key there: expected PEM, PKCS#8, not encrypted");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(found.group(1));
        } catch (IllegalArgumentException e) {
            throw new IOException(place + ": damaged private key: expected PEM", e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm
            }
        }
        throw new IOException(place + ": invalid private key: expected one of " + String.join(", ", ALGORITHMS));
    }
}
