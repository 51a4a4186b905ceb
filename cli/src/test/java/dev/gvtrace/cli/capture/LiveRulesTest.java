// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.SentryClient;
import dev.gvtrace.cli.Subprocess;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code capture --rules}: the same alerts as a replay; a slow reader cannot disturb the recording. */
@Timeout(120)
class LiveRulesTest {
    private static final Path STORY = Repository.top().resolve("samples/traces/web-break-in.gvt");
    private static final Path RULES = Repository.top().resolve("samples/rules/web-service.yaml");

    @TempDir
    Path dir;

    @Test
    void alertsAreThoseOfAReplay() throws Exception {
        try (Subprocess capture = Subprocess.gvtrace(dir, words(RULES))) {
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                sentry.sendAll(STORY);
            }
            awaitSealed(capture);
            assertThat(stopped(capture)).isEqualTo(ExitCode.DONE);
            Program.Result replay = Program.run("replay", "--rules", RULES.toString(), trace().toString());
            assertThat(replay.out()).contains("Critical A shell talks to the network");
            assertThat(capture.out()).isEqualTo(replay.out());
            assertThat(capture.err()).doesNotContain("dropped");
        }
    }

    @Test
    void theWarmUpRaisesNoAlerts() throws Exception {
        try (Subprocess capture = Subprocess.gvtrace(dir, words(loudRule()))) {
            while (!capture.err().contains("listening on")) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            assertThat(stopped(capture)).isEqualTo(ExitCode.DONE);
            assertThat(capture.out()).isEmpty();
            assertThat(capture.err()).doesNotContain("warm-up").contains("stopped: 0 sandboxes, 0 messages");
        }
    }

    @Test
    void aReaderThatStopsReadingCostsAlertsOnly() throws Exception {
        try (Subprocess capture = Subprocess.gvtraceIntoPipe(dir, words(loudRule()))) {
            int sent = 0;
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                // more than socket and buffer hold, so it is only received if recording continues
                for (int i = 0; i < 12; i++) {
                    sent += sentry.sendAll(STORY);
                }
            }
            awaitSealed(capture);
            assertRecorded(sent);
            assertThat(stopped(capture)).isEqualTo(ExitCode.DONE);
            assertThat(capture.err())
                    .contains("alerts dropped so far: standard output is not read fast enough")
                    .contains(sent + " messages, 0 lost");
        }
    }

    @Test
    void aReaderThatHangsUpEndsAlertsOnly() throws Exception {
        try (Subprocess capture = Subprocess.gvtraceIntoPipe(dir, words(loudRule()))) {
            int sent = 0;
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                capture.hangUp();
                for (int i = 0; i < 4; i++) {
                    sent += sentry.sendAll(STORY);
                }
            }
            awaitSealed(capture);
            try (SentryClient next = SentryClient.greeted(socket(), capture)) {
                next.send(8, 0, 5, 0, 0, 0, 0, 0);
            }
            assertThat(stopped(capture)).isEqualTo(ExitCode.DONE);
            assertThat(capture.err())
                    .contains("standard output is closed: alerts are dropped")
                    .contains("alerts dropped so far: standard output is closed")
                    .contains("stopped: 2 sandboxes, " + (sent + 1) + " messages");
        }
    }

    @Test
    void anExtensionThatFailsEndsTheRulesOfTheConnectionOnly() throws Exception {
        Path rules = Files.writeString(
                dir.resolve("broken.yaml"),
                "- rule: Broken\n  desc: d\n  condition: evt.type = execve and broken.thrown = 1\n  output: o\n"
                        + "  priority: INFO\n");
        try (Subprocess capture = Subprocess.gvtrace(dir, words(rules))) {
            int sent;
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                sent = sentry.sendAll(STORY);
            }
            awaitSealed(capture);
            assertRecorded(sent);
            assertThat(stopped(capture)).isEqualTo(ExitCode.DONE);
            assertThat(capture.err().lines().filter(line -> line.contains("its live rules stop")))
                    .singleElement()
                    .asString()
                    .containsPattern("its live rules stop: extension dev\\.gvtrace\\.cli\\.plugin\\.BrokenFields: field"
                            + " 'broken\\.thrown' at event [0-9]+: java\\.lang\\.IllegalStateException: out of luck;"
                            + " recording continues");
        }
    }

    /** A rule that matches every event, with a long output. */
    private Path loudRule() throws IOException {
        return Files.writeString(
                dir.resolve("loud.yaml"),
                "- rule: Loud\n  desc: d\n  condition: evt.num >= 0\n  output: " + "x".repeat(2000)
                        + "\n  priority: INFO\n");
    }

    private String[] words(Path rules) {
        return List.of(
                        "capture",
                        "--socket",
                        socket().toString(),
                        "--out",
                        dir.resolve("out").toString(),
                        "--rules",
                        rules.toString(),
                        "--min-free",
                        "0",
                        "--max-message",
                        "256K",
                        "--buffer",
                        "1M")
                .toArray(String[]::new);
    }

    private Path socket() {
        return dir.resolve("s.sock");
    }

    private static int stopped(Subprocess capture) throws Exception {
        // not terminate(): that closes the pipe as well
        capture.signal("TERM");
        return capture.waitFor(30);
    }

    private static void awaitSealed(Subprocess capture) throws Exception {
        while (!capture.err().contains(", sealed ")) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private Path trace() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".gvt")).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private void assertRecorded(int messages) throws IOException {
        try (TraceSource source = TraceSources.open(trace())) {
            assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
            assertThat(source.summary().messages()).isEqualTo(messages);
            assertThat(source.summary().lost()).isZero();
        }
    }
}
