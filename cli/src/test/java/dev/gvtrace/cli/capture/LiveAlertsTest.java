// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.SentryClient;
import dev.gvtrace.cli.Subprocess;
import dev.gvtrace.cli.capture.alert.FalcosidekickReceiver;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code capture --alert}, in a process of its own: no output can disturb the recording, or another output. */
@Timeout(180)
class LiveAlertsTest {
    private static final Path STORY = Repository.top().resolve("samples/traces/web-break-in.gvt");

    private static final String SECOND = "\"rule\":\"Second\"";

    @TempDir
    Path dir;

    @Test
    void outputsThatFailInEachWayCostNoMessage() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FalcosidekickReceiver good = new FalcosidekickReceiver((exchange, number) -> false);
                FalcosidekickReceiver failing = new FalcosidekickReceiver((exchange, number) -> {
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                    return true;
                });
                FalcosidekickReceiver slow = new FalcosidekickReceiver((exchange, number) -> {
                    over.await(1, TimeUnit.SECONDS);
                    return false;
                });
                FalcosidekickReceiver hanging = new FalcosidekickReceiver((exchange, number) -> {
                    over.await();
                    return true;
                });
                Subprocess capture = Subprocess.gvtrace(
                        dir,
                        words(
                                rules("Loud", "evt.num >= 0"),
                                "--alert",
                                "http://user:hunter2@"
                                        + good.url("/hunter2?token=hunter2").substring(7),
                                "--alert",
                                failing.url("/"),
                                "--alert",
                                slow.url("/"),
                                "--alert",
                                hanging.url("/"),
                                "--alert",
                                "http://127.0.0.1:1/",
                                "--alert",
                                "exec:/bin/sleep 1000",
                                "--alert",
                                "exec:false",
                                "--alert",
                                "file:" + dir.resolve("alerts.jsonl")))) {
            int sent = send(capture, 6);
            awaitErr(capture, ", sealed ");
            capture.signal("TERM");
            // some outputs failed to the end
            assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.NOT_WRITTEN);
            over.countDown();
            assertRecorded(sent);
            assertThat(good.refused()).isEmpty();
            assertThat(good.accepted())
                    .isNotEmpty()
                    .extracting(alert -> alert.get("rule"))
                    .containsOnly("Loud");
            assertThat(Files.readAllLines(dir.resolve("alerts.jsonl"))).hasSizeGreaterThan(1000);
            assertThat(capture.err())
                    .contains("status 500; retrying, recording continues", "127.0.0.1:1 fails: cannot connect")
                    .contains("program false fails: exit status 1", "more than 60 of a rule in a minute")
                    .contains("every user of this host can see a password on the command line")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void rulesAreLoadedAgainOnHangupOrStayAsTheyWere() throws Exception {
        Path rules = rules("First", "evt.type = execve");
        try (Subprocess capture = Subprocess.gvtrace(dir, words(rules, "--alert", "file:" + dir.resolve("a")))) {
            try (SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
                assumeHangupReaches(capture);
                sentry.sendAll(STORY);
                awaitAlerts(1);
                Files.writeString(rules, "- rule: Broken\n  desc: d\n  condition: evt.type = = 3\n");
                capture.signal("HUP");
                awaitErr(capture, "rules not loaded again: the rules do not load; those of 20");
                assertThat(capture.err()).contains("rules.yaml:3");
                int before = alerts().size();
                sentry.sendAll(STORY);
                awaitAlerts(before + 1);
                assertThat(alerts()).allSatisfy(alert -> assertThat(alert).contains("\"rule\":\"First\""));

                // the connection that is open goes over to the new rules
                rules("Second", "evt.type = execve");
                capture.signal("HUP");
                awaitErr(capture, "rules loaded again: 1, before 1");
                Files.move(dir.resolve("a"), dir.resolve("a.1"));
                capture.signal("HUP");
                while (!Files.exists(dir.resolve("a")) || !alerts().toString().contains(SECOND)) {
                    sentry.sendAll(STORY);
                }
                // what was queued before may be of the first rules, and nothing after
                assertThat(alerts().stream().dropWhile(alert -> !alert.contains(SECOND)))
                        .allSatisfy(alert -> assertThat(alert).contains(SECOND));
            }
            capture.signal("TERM");
            assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);
        }
    }

    private void assumeHangupReaches(Subprocess capture) throws Exception {
        long ignored = Long.parseUnsignedLong(
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> line.substring("SigIgn:".length()).strip())
                        .findFirst()
                        .orElse("0"),
                16);
        Assumptions.assumeTrue((ignored & 1) == 0, "SIGHUP is ignored here, as under nohup");
        assertThat(capture.isAlive()).isTrue();
    }

    private Path rules(String name, String condition) throws IOException {
        return Files.writeString(
                dir.resolve("rules.yaml"),
                "- rule: " + name + "\n  desc: d\n  condition: " + condition
                        + "\n  output: o %proc.cmdline\n  priority: NOTICE\n");
    }

    private String[] words(Path rules, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                dir.resolve("s.sock").toString(),
                "--out",
                dir.resolve("out").toString(),
                "--rules",
                rules.toString(),
                "--min-free",
                "0"));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    private int send(Subprocess capture, int times) throws Exception {
        int sent = 0;
        try (SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
            for (int i = 0; i < times; i++) {
                sent += sentry.sendAll(STORY);
            }
        }
        return sent;
    }

    private List<String> alerts() throws IOException {
        return Files.readAllLines(dir.resolve("a"));
    }

    private void awaitAlerts(int count) throws Exception {
        while (!Files.exists(dir.resolve("a")) || alerts().size() < count) {
            Thread.sleep(20);
        }
    }

    private static void awaitErr(Subprocess capture, String text) throws Exception {
        while (!capture.err().contains(text)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private void assertRecorded(int messages) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            Path trace = files.filter(file -> file.toString().endsWith(".gvt"))
                    .findFirst()
                    .orElseThrow();
            try (TraceSource source = TraceSources.open(trace)) {
                assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
                assertThat(source.summary().messages()).isEqualTo(messages);
                assertThat(source.summary().lost()).isZero();
            }
        }
    }
}
