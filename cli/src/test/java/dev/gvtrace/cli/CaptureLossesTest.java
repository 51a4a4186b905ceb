// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
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
        Path out = Files.createDirectory(dir.resolve("out"));
        try (Subprocess mount =
                Subprocess.start(dir, List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", out.toString()))) {
            Assumptions.assumeTrue(mount.waitFor(10) == 0, "a small file system cannot be mounted here");
        }
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
            Subprocess.start(dir, List.of("umount", "-l", out.toString())).waitFor(10);
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
