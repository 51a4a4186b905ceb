// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.cli.capture.delivery.TestCertificate;
import dev.gvtrace.cli.capture.delivery.TlsFiles;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Syslog by each transport, read by the grammar of RFC 5424. */
@Timeout(60)
class SyslogTest {
    private static final Pattern RFC_5424 = Pattern.compile(
            "<(\\d{1,3})>1 (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,6}Z) (-|[!-~]{1,255}) ([!-~]{1,48})"
                    + " (-|[!-~]{1,128}) ([!-~]{1,32}) - (\\{.*\\})",
            Pattern.DOTALL);

    @TempDir
    Path dir;

    private final SyslogMessage message = new SyslogMessage(SyslogMessage.FACILITIES.indexOf("local3"));

    private static byte[] encoded(AlertDestination to, String output) {
        return to.encode(TestAlerts.of("A rule", Priority.WARNING, output));
    }

    private static Map<String, @Nullable Object> parsed(byte[] received) {
        Matcher match = RFC_5424.matcher(new String(received, StandardCharsets.UTF_8));
        assertThat(match.matches())
                .as(new String(received, StandardCharsets.UTF_8))
                .isTrue();
        assertThat(match.group(1)).isEqualTo(Integer.toString(19 * 8 + 4));
        assertThat(match.group(2)).isEqualTo("2026-11-30T12:10:18.659327Z");
        assertThat(match.group(3)).isEqualTo("node?1");
        assertThat(match.group(4)).isEqualTo("gvtrace");
        assertThat(match.group(6)).isEqualTo("alert");
        return StrictJson.object(match.group(7).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void overUdp() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SyslogDatagrams to = new SyslogDatagrams("127.0.0.1", receiver.getLocalPort(), "syslog", message);
            to.deliver(encoded(to, "x"));
            DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
            receiver.receive(packet);
            assertThat(parsed(Arrays.copyOf(packet.getData(), packet.getLength())))
                    .containsEntry("rule", "A rule");
            to.close();
        }
    }

    @Test
    void aClosedUdpPortIsNoticed() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = free.getLocalPort();
        }
        SyslogDatagrams to = new SyslogDatagrams("127.0.0.1", port, "syslog", message);
        // the first is sent before the answer of the kernel
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        to.deliver(encoded(to, "x"));
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aLongAlertIsShortenedToWhatReceiversAccept() {
        SyslogUnix to = new SyslogUnix(dir.resolve("log"), message);
        byte[] hostile = new byte[1 << 20];
        Arrays.fill(hostile, (byte) 0xff);
        byte[] sent = to.encode(TestAlerts.of("A rule", Priority.WARNING, Text.ofBytes(hostile)));
        assertThat(sent.length).isLessThanOrEqualTo(8192);
        assertThat(parsed(sent)).containsEntry("rule", "A rule");
    }

    @Test
    void overTcpWithANewConnectionWhenTheReceiverHasClosed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SyslogStream to = new SyslogStream("127.0.0.1", server.getLocalPort(), "syslog", null, message);
            to.deliver(encoded(to, "1"));
            to.deliver(encoded(to, "2"));
            try (Socket first = server.accept()) {
                assertThat(text(frame(first.getInputStream()))).contains(": Warning 1");
                assertThat(text(frame(first.getInputStream()))).contains(": Warning 2");
            }
            to.deliver(encoded(to, "3"));
            try (Socket second = server.accept()) {
                parsed(frame(second.getInputStream()));
            }
            to.close();
        }
    }

    @Test
    void aReceiverThatDoesNotReadIsAborted() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SyslogStream to = new SyslogStream("127.0.0.1", server.getLocalPort(), "syslog", null, message);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> aborting = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    to.abort();
                    Thread.onSpinWait();
                }
            });
            // more than the buffers of a connection hold
            byte[] alert = new byte[32 << 20];
            assertThatThrownBy(() -> to.deliver(alert)).isInstanceOf(IOException.class);
            over.set(true);
            aborting.join();
        }
    }

    @Test
    void overTlsWithACertificateOfThisHostOnly() throws Exception {
        TestCertificate certificate = new TestCertificate(dir, "own", "EC");
        SSLContext own = certificate.server(certificate);
        try (ServerSocket server =
                own.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> acceptedFrame(server));
            SSLContext trusting = new TlsFiles("--alert", certificate.certificate(), null).context();
            SyslogStream to = new SyslogStream("127.0.0.1", server.getLocalPort(), "syslog", trusting, message);
            to.deliver(encoded(to, "x"));
            assertThat(parsed(received.join())).containsEntry("rule", "A rule");
            to.close();

            acceptLater(server);
            SyslogStream other = new SyslogStream("localhost", server.getLocalPort(), "syslog", trusting, message);
            assertThatThrownBy(() -> other.deliver(encoded(other, "x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("localhost");
            acceptLater(server);
            SyslogStream untrusting =
                    new SyslogStream("127.0.0.1", server.getLocalPort(), "syslog", SSLContext.getDefault(), message);
            assertThatThrownBy(() -> untrusting.deliver(encoded(untrusting, "x")))
                    .isInstanceOf(IOException.class);
        }
    }

    /** For a client that gives up. */
    private static void acceptLater(ServerSocket server) {
        Thread thread = new Thread(() -> {
            try (Socket accepted = server.accept()) {
                accepted.getInputStream().read();
            } catch (IOException e) {
                // as expected
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] acceptedFrame(ServerSocket server) {
        try (Socket accepted = server.accept()) {
            return frame(accepted.getInputStream());
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The length in digits, a blank, the message. */
    private static byte[] frame(InputStream in) throws IOException {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        for (int b = in.read(); b != ' '; b = in.read()) {
            assertThat(b).isBetween((int) '0', (int) '9');
            digits.write(b);
        }
        byte[] frame = new byte[Integer.parseInt(digits.toString(StandardCharsets.US_ASCII))];
        new DataInputStream(in).readFully(frame);
        return frame;
    }

    @Test
    void withoutAReceiverOnTheUnixSocketItIsAFailure() throws Exception {
        SyslogUnix to = new SyslogUnix(dir.resolve("log"), message);
        assertThatThrownBy(() -> to.deliver(encoded(to, "x"))).isInstanceOf(IOException.class);
        Files.createFile(dir.resolve("log"));
        assertThatThrownBy(() -> to.deliver(encoded(to, "x"))).isInstanceOf(IOException.class);
    }
}
