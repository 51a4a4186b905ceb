// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How capture ends when what it received is not all in its traces. */
@Timeout(60)
class CaptureLossesTest {
    private static final Pattern STOPPED = Pattern.compile("stopped: 1 sandboxes, (\\d+) messages, .* (\\d+) lost");

    @TempDir
    Path dir;

    @Test
    void aDiskThatIsFullToTheEndIsAnExitCode() throws Exception {
        Path out = smallDisk();
        try {
            try (Subprocess capture = capture(out, "--flush-every", "1s")) {
                fill(out.resolve("filling"));
                int sent = 40;
                try (SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
                    send(sentry, sent);
                    capture.terminate();
                    assertThat(capture.waitFor(30)).as(capture.err()).isEqualTo(ExitCode.NOT_WRITTEN);
                }
                assertThat(capture.err()).contains("cannot be sealed", "No space left", "in no gap");
                assertThat(total(capture.err(), 1) + total(capture.err(), 2)).isEqualTo(sent);
                assertThat(total(capture.err(), 2)).isPositive();
            }
        } finally {
            unmount(out);
        }
    }

    @Test
    void aDirectoryThatIsRemovedIsMadeAgainAndIsAnExitCode() throws Exception {
        Path out = dir.resolve("out");
        try (Subprocess capture = capture(out, "--flush-every", "50ms")) {
            try (SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
                send(sentry, 30);
                while (!capture.err().contains("recording to " + out + "/")) {
                    Thread.sleep(20);
                }
                removeAll(out);
                while (!capture.err().contains("was removed during recording")) {
                    assertThat(capture.isAlive()).as(capture.err()).isTrue();
                    Thread.sleep(20);
                }
                send(sentry, 20);
                capture.terminate();
                assertThat(capture.waitFor(30)).as(capture.err()).isEqualTo(ExitCode.NOT_WRITTEN);
            }
            assertThat(total(capture.err(), 1) + total(capture.err(), 2)).isEqualTo(50);
            assertThat(total(capture.err(), 1)).isEqualTo(20);
        }
        Program.Result info = Program.run("info", "--format", "json", out.toString());
        assertThat(info.out()).contains("\"messages\":20", "\"lost\":30");
    }

    @Test
    void aFullDiskIsInLogStatusHealthAndTraceAndPasses() throws Exception {
        Path out = smallDisk();
        String metrics = "127.0.0.1:" + freePort();
        try (Subprocess capture = capture(out, "--flush-every", "50ms", "--metrics", metrics);
                SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
            send(sentry, 10);
            waitFor(capture, "recording to " + out + "/");
            Path filling = out.resolve("filling");
            fill(filling);
            // until the rest of the file's last page is used up
            while (!capture.err().contains("No space left")) {
                send(sentry, 10);
                Thread.sleep(20);
            }
            assertThat(status()).contains("health      trouble", "recordings cannot be written", "No space left");
            assertThat(health(metrics)).isEqualTo(503);
            send(sentry, 7);
            while (!status("--format", "json").contains("\"lost\":7,")) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            Files.delete(filling);
            waitFor(capture, "writing again; ");
            send(sentry, 5);
            while (health(metrics) != 200) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            capture.terminate();
            assertThat(capture.waitFor(30)).as(capture.err()).isZero();
            Program.Result info = Program.run("info", out.toString());
            assertThat(info.out())
                    .contains("7 messages in 1 gap", "No space left on device", "end:           recorder stopped");
            assertThat(Program.run("verify", "--require", "intact", out.toString())
                            .exitCode())
                    .isZero();
        } finally {
            unmount(out);
        }
    }

    @Test
    void aDirectoryThatIsRenamedIsMadeAgainAndLosesNothing() throws Exception {
        Path out = dir.resolve("out");
        Path moved = dir.resolve("moved");
        try (Subprocess capture = capture(out, "--flush-every", "50ms");
                SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
            send(sentry, 30);
            waitFor(capture, "recording to " + out + "/");
            Files.move(out, moved);
            waitFor(capture, "was moved to " + moved);
            send(sentry, 20);
            capture.terminate();
            assertThat(capture.waitFor(30)).as(capture.err()).isZero();
            assertThat(total(capture.err(), 1)).isEqualTo(50);
            assertThat(total(capture.err(), 2)).isZero();
        }
        String both = Program.run("info", "--format", "json", moved.toString()).out()
                + Program.run("info", "--format", "json", out.toString()).out();
        Matcher messages = Pattern.compile("\"messages\":(\\d+)").matcher(both);
        assertThat(messages.results()
                        .mapToLong(each -> Long.parseLong(each.group(1)))
                        .sum())
                .isEqualTo(50);
    }

    @Test
    void aSecondRecorderNamesTheFirst() throws Exception {
        Path out = dir.resolve("out");
        try (Subprocess first = capture(out);
                SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), first)) {
            Program.Result socket = Program.run(
                    "capture",
                    "--socket",
                    dir.resolve("s.sock").toString(),
                    "--out",
                    dir.resolve("other").toString());
            assertThat(socket.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(socket.err()).contains(dir.resolve("s.sock") + ": another process listens on this socket");
            Program.Result directory =
                    Program.run("capture", "--socket", dir.resolve("t.sock").toString(), "--out", out.toString());
            assertThat(directory.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
            assertThat(directory.err())
                    .contains(
                            out + ": another recorder (process ", ") records there; each needs a directory of its own");
            assertThat(dir.resolve("t.sock")).doesNotExist();
            send(sentry, 3);
            first.terminate();
            assertThat(first.waitFor(30)).as(first.err()).isZero();
            assertThat(total(first.err(), 1)).isEqualTo(3);
        }
    }

    private Path smallDisk() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        try (Subprocess mount =
                Subprocess.start(dir, List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", out.toString()))) {
            Assumptions.assumeTrue(mount.waitFor(10) == 0, "a small file system cannot be mounted here");
        }
        return out;
    }

    private void unmount(Path out) throws Exception {
        Subprocess.start(dir, List.of("umount", "-l", out.toString())).waitFor(10);
    }

    private static void waitFor(Subprocess capture, String line) throws Exception {
        while (!capture.err().contains(line)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private String status(String... more) {
        List<String> words = new java.util.ArrayList<>(
                List.of("status", "--socket", dir.resolve("s.sock").toString()));
        words.addAll(List.of(more));
        return Program.run(words.toArray(String[]::new)).out();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static int health(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/healthz"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Subprocess capture(Path out, String... more) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of(
                "capture", "--socket", dir.resolve("s.sock").toString(), "--out", out.toString(), "--min-free", "0"));
        words.addAll(List.of(more));
        return Subprocess.gvtrace(dir, words.toArray(String[]::new));
    }

    private static void send(SentryClient sentry, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
        }
    }

    private static long total(String log, int group) {
        Matcher stopped = STOPPED.matcher(log);
        assertThat(stopped.find()).as(log).isTrue();
        return Long.parseLong(stopped.group(group));
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            // full
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
