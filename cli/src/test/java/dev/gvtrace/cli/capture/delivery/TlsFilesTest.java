// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {
    private final AtomicInteger requests = new AtomicInteger();

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aReceiverThatAsksForACertificateGetsIt(String algorithm) throws Exception {
        TestCertificate client = new TestCertificate(dir, "client", algorithm);
        TestCertificate other = new TestCertificate(dir, "other", "EC");
        TestCertificate own = new TestCertificate(dir, "own", "EC");
        HttpsServer server = server(own.server(client));
        try {
            deliver(server, new TlsFiles("--alert", own.certificate(), client.withKey()));
            assertThat(requests).hasValue(1);
            assertRefused(server, new TlsFiles("--alert", own.certificate(), null));
            assertRefused(server, new TlsFiles("--alert", own.certificate(), other.withKey()));
            assertRefused(server, new TlsFiles("--alert", other.certificate(), client.withKey()));
            assertThat(requests).hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void withoutFilesThatOfJavaServes() throws Exception {
        assertThat(new TlsFiles("--alert", null, null).context()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', no private key there",
        "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', invalid private key",
        "'-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----', no private key there",
        "'-----BEGIN PRIVATE KEY-----\nA=A\n-----END PRIVATE KEY-----', damaged private key"
    })
    void wrongFilesOfAClientAreNamed(String text, String error) throws Exception {
        Path file = Files.writeString(dir.resolve("client.pem"), text);
        assertThatThrownBy(() -> new TlsFiles("--alert", null, file).context())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("--alert-client-file: " + file + ": " + error);
    }

    @Test
    void aKeyWithoutItsCertificateIsNamed() throws Exception {
        String text = Files.readString(new TestCertificate(dir, "client", "EC").withKey());
        String key = text.substring(0, text.indexOf("-----BEGIN CERTIFICATE"));
        Path file = Files.writeString(dir.resolve("key.pem"), key);
        assertThatThrownBy(() -> new TlsFiles("--alert", null, file).context())
                .hasMessageContaining("no certificate there");
        Path rsa = new TestCertificate(dir, "rsa", "RSA").certificate();
        Files.writeString(file, key + Files.readString(rsa));
        assertThatThrownBy(() -> new TlsFiles("--alert", null, file).context())
                .hasMessageContaining("not that of the first certificate");
        Path damaged = Files.writeString(
                dir.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        assertThatThrownBy(() -> new TlsFiles("--alert", damaged, null).context())
                .hasMessage("--alert-ca-file: " + damaged + ": damaged certificate: expected PEM");
    }

    private HttpsServer server(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void assertRefused(HttpsServer server, TlsFiles files) {
        assertThatThrownBy(() -> deliver(server, files)).isInstanceOf(IOException.class);
    }

    private static void deliver(HttpsServer server, TlsFiles files) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
        Webhook webhook = new Webhook(uri, "x", new WebhookHeaders(null, null), files.context(), Webhook.LIMIT);
        webhook.deliver("{}".getBytes(StandardCharsets.UTF_8));
    }
}
