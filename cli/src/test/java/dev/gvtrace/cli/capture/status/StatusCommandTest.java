// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.SentryClient;
import dev.gvtrace.cli.Subprocess;
import dev.gvtrace.cli.capture.alert.StrictJson;
import dev.gvtrace.cli.io.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} and {@code --metrics} of a recorder in a process of its own, also with hostile clients. */
@Timeout(120)
class StatusCommandTest {
    private static final Path STORY = Repository.top().resolve("samples/traces/web-break-in.gvt");
    private static final Path RULES = Repository.top().resolve("samples/rules/web-service.yaml");
    private static final int MOST_DESCRIPTORS = 200;

    @TempDir
    Path dir;

    private Path socket;
    private int port;

    @BeforeEach
    void choosePlaces() throws IOException {
        socket = dir.resolve("s.sock");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    private Subprocess capture(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                socket.toString(),
                "--out",
                dir.resolve("out").toString()));
        words.addAll(List.of("--rules", RULES.toString()));
        words.addAll(List.of(options));
        return Subprocess.gvtrace(dir, words.toArray(String[]::new));
    }

    private Program.Result status(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("status", "--socket", socket.toString()));
        words.addAll(List.of(options));
        return Program.run(words.toArray(String[]::new));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private int send(Subprocess capture, int times) throws Exception {
        int sent = 0;
        try (SentryClient sentry = SentryClient.greeted(socket, capture)) {
            for (int i = 0; i < times; i++) {
                sent += sentry.sendAll(STORY);
            }
        }
        return sent;
    }

    private static void awaitErr(Subprocess capture, String text) throws Exception {
        while (!capture.err().contains(text)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private static void stop(Subprocess capture) throws Exception {
        capture.signal("TERM");
        assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void tellsWhatWasRecordedInEachForm() throws Exception {
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--min-free", "0")) {
            int sent = send(capture, 1);
            awaitErr(capture, ", sealed ");
            Map<String, Double> metrics = StrictMetrics.read(get("/metrics").body());
            assertThat(metrics)
                    .containsEntry("gvtrace_messages_total", (double) sent)
                    .containsEntry("gvtrace_connections_total", 1.0)
                    .containsEntry("gvtrace_messages_lost_total{cause=\"socket full\"}", 0.0)
                    .containsEntry("gvtrace_alerts_total{priority=\"Critical\"}", 3.0)
                    .containsEntry(
                            "gvtrace_alerts_delivered_total{output=\"standard output\",priority=\"Critical\"}", 3.0)
                    .containsEntry("gvtrace_thread_alive{thread=\"rules-0\"}", 1.0)
                    .containsEntry("gvtrace_thread_alive{thread=\"recorder-0\"}", 1.0)
                    .containsEntry("gvtrace_healthy", 1.0);
            assertThat(metrics.get("gvtrace_blocks_written_total")).isPositive();
            assertThat(metrics.get("gvtrace_disk_free_bytes")).isPositive();

            Program.Result text = status();
            assertThat(text.exitCode()).as(text.err()).isEqualTo(ExitCode.DONE);
            assertThat(text.out()).contains("health      ok\n", "messages    " + sent + " (", "critical 3");
            Map<String, ?> json =
                    StrictJson.object(status("--format", "json").out().strip().getBytes(StandardCharsets.UTF_8));
            assertThat(json.get("healthy")).isEqualTo(true);
            assertThat(((Number) json.get("messages")).intValue()).isEqualTo(sent);
            assertThat(Files.getPosixFilePermissions(dir.resolve("s.sock.control")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            stop(capture);
        }
        assertThat(dir.resolve("s.sock.control")).doesNotExist();
        Program.Result none = status();
        assertThat(none.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(none.err()).contains("no recorder answers on " + socket + ".control");
    }

    @Test
    void metricsPassPromtool() throws Exception {
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--alert", "exec:/bin/true \"\\\\")) {
            awaitErr(capture, "a quote has no end");
        }
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--min-free", "0")) {
            send(capture, 1);
            String text = get("/metrics").body();
            stop(capture);
            Process promtool;
            try {
                promtool = new ProcessBuilder("promtool", "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                Assumptions.abort("no promtool (apt-get install prometheus)");
                throw e;
            }
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)).transferTo(promtool.getOutputStream());
            promtool.getOutputStream().close();
            String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(promtool.waitFor()).as(said).isZero();
            assertThat(said).isEmpty();
        }
    }

    /** Recording pauses while the disk has too little space. */
    @Test
    void aRecorderThatCannotRecordIsNotHealthy() throws Exception {
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--min-free", "8000T")) {
            awaitErr(capture, "listening on");
            HttpResponse<String> health = get("/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains(dir.resolve("out") + ": too little free space");
            Program.Result text = status();
            assertThat(text.exitCode()).isEqualTo(ExitCode.FOUND);
            assertThat(text.out()).startsWith("health      trouble\n").contains("too little free space");
            Map<String, Double> metrics = StrictMetrics.read(get("/metrics").body());
            assertThat(metrics).containsEntry("gvtrace_healthy", 0.0);
            while (StrictMetrics.read(get("/metrics").body()).get("gvtrace_last_error_timestamp_seconds") == 0) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void otherRequestsAreRefused() throws Exception {
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--min-free", "0")) {
            awaitErr(capture, "listening on");
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(get("/").statusCode()).isEqualTo(404);
            assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(405);
            stop(capture);
        }
    }

    @Test
    void hostileClientsCostNoMessage() throws Exception {
        List<Closeable> clients = new ArrayList<>();
        try (Subprocess capture = capture("--metrics", "127.0.0.1:" + port, "--min-free", "0")) {
            awaitErr(capture, "listening on");
            for (int i = 0; i < 300; i++) {
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), port);
                clients.add(slow);
                try {
                    slow.getOutputStream().write("GET /metrics HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // refused already
                }
            }
            ByteBuffer huge = ByteBuffer.allocateDirect(100_000);
            for (int i = 0; i < 100; i++) {
                SeqpacketConnection client = SeqpacketConnection.connect(dir.resolve("s.sock.control"));
                clients.add(client);
                if (i % 10 == 0) {
                    sendQuietly(client, huge.clear());
                }
            }
            int sent = send(capture, 3);
            awaitErr(capture, ", sealed ");
            assertThat(capture.err()).contains(sent + " messages, 0 lost");
            assertThat(capture.descriptors()).isLessThan(MOST_DESCRIPTORS);
            // slow clients are disconnected after some seconds
            assertThat(awaitHealth()).isEqualTo("ok\n");
            Program.Result text = status();
            while (text.exitCode() != ExitCode.DONE) {
                Thread.sleep(50);
                text = status();
            }
            for (Closeable client : clients) {
                client.close();
            }
            stop(capture);
        }
    }

    private String awaitHealth() throws InterruptedException {
        while (true) {
            try {
                return get("/healthz").body();
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
    }

    private static void sendQuietly(SeqpacketConnection client, ByteBuffer bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            // disconnected already
        }
    }

    @Test
    void metricsMayBeAFileThatIsRemovedAtTheEnd() throws Exception {
        Path file = dir.resolve("gvtrace.prom");
        try (Subprocess capture = capture("--metrics", file.toString(), "--min-free", "0")) {
            while (!Files.exists(file)) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            assertThat(StrictMetrics.read(Files.readString(file))).containsEntry("gvtrace_healthy", 1.0);
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
            stop(capture);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void whatCannotServeEndsTheCommandBeforeItRecords() throws Exception {
        for (String wrong : List.of("nonsense", "127.0.0.1:99999", "1:2:3", "/nowhere/at/all", "/dev/null")) {
            Program.Result result = Program.run(
                    "capture",
                    "--socket",
                    socket.toString(),
                    "--out",
                    dir.resolve("out").toString(),
                    "--metrics",
                    wrong);
            assertThat(result.exitCode()).as(wrong + result.err()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("--metrics");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.Result result = Program.run(
                    "capture",
                    "--socket",
                    socket.toString(),
                    "--out",
                    dir.resolve("out").toString(),
                    "--metrics",
                    "127.0.0.1:" + taken.getLocalPort());
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("--metrics: Address already in use");
        }
        assertThat(dir.resolve("out")).doesNotExist();
    }
}
