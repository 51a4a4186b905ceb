// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate, made by keytool for 127.0.0.1, and its key; as files, and for a server. */
public final class TestCertificate {
    private static final String PASSWORD = "secret";

    private final Path certificate;
    private final Path withKey;
    private final KeyStore keys;

    /** Writes NAME.pem, NAME-key.pem and the key store NAME. */
    public TestCertificate(Path dir, String name, String algorithm) throws Exception {
        Path store = dir.resolve(name);
        certificate = dir.resolve(name + ".pem");
        keytool(store, "-genkeypair", "-keyalg", algorithm, "-dname", "CN=" + name, "-ext", "SAN=ip:127.0.0.1");
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        String key = Base64.getMimeEncoder()
                .encodeToString(keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        withKey = Files.writeString(
                dir.resolve(name + "-key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n"
                        + Files.readString(certificate));
    }

    /** The certificate, PEM. */
    public Path certificate() {
        return certificate;
    }

    /** The certificate and the key, PEM. */
    public Path withKey() {
        return withKey;
    }

    /** For a server that has this certificate, and trusts that of the client. */
    public SSLContext server(TestCertificate client) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("a", client.keys.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void keytool(Path store, String... words) throws Exception {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(words));
        keytool.command().addAll(List.of("-alias", "a", "-storepass", PASSWORD, "-keystore", store.toString()));
        assertThat(keytool.start().waitFor()).isZero();
    }
}
