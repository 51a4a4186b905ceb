// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sandboxes whose processes have so many short variables that they would take all memory, several times over. */
@Timeout(300)
class HostileMemoryTest {
    private static final Path STORY = Repository.top().resolve("samples/traces/web-break-in.gvt");
    private static final long MOST_RESIDENT_KIB = 512 << 10;
    private static final String SMALL_HEAP = "-Xmx160m -XX:+UseSerialGC";

    @TempDir
    Path dir;

    @Test
    void replayReportsWhatFollows() throws Exception {
        Path trace = hostile("h.gvt", 250, 9000);

        assertThat(run(SMALL_HEAP, "replay", "--rules", shadowRule().toString(), trace.toString()))
                .contains("shadow read by sh");
        assertThat(run(SMALL_HEAP, "query", trace.toString(), "-e", "weird")).contains("forgotten");
    }

    @Test
    void severalReplaysAtOnceFitAndGiveTheSameResults() throws Exception {
        List<String> words =
                new ArrayList<>(List.of("replay", "--rules", shadowRule().toString(), "--threads"));
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            traces.add(hostile("h" + i + ".gvt", 150, 9000).toString());
        }
        words.add("4");
        words.addAll(traces);
        String atOnce = run("-Xmx256m -XX:+UseSerialGC", words.toArray(String[]::new));
        words.set(4, "1");

        assertThat(atOnce).contains("shadow read by sh");
        assertThat(run(SMALL_HEAP, words.toArray(String[]::new))).isEqualTo(atOnce);
    }

    @ParameterizedTest
    @CsvSource({"600, 9000", "2000, 3000", "5000, 1500"})
    @Tag("faults")
    void staysWithinHalfAGibibyte(int processes, int variables) throws Exception {
        Path trace = hostile("h.gvt", processes, variables);
        for (List<String> words : List.of(
                List.of("replay", "--rules", shadowRule().toString(), trace.toString()),
                List.of("query", trace.toString(), "-e", "ps"),
                List.of("query", trace.toString(), "-e", "env"),
                List.of("query", trace.toString(), "-e", "weird"))) {
            assertThat(run("-Xms64m -Xmx384m -XX:+UseParallelGC", words.toArray(String[]::new)))
                    .contains(words.get(0).equals("replay") ? "shadow read by sh" : "");
        }
    }

    @Test
    void sixLiveSandboxesAffectNoOther() throws Exception {
        Program.Result ended =
                sixLiveHarmNoOther(hostile("h.gvt", 150, 2000), SMALL_HEAP, "--max-message", "256K", "--buffer", "1M");
        assertThat(ended.err()).contains("live rules: 0 messages");
        // of the honest one and of the six; the names of processes may have been forgotten to make room
        assertThat(ended.out().split("Warning shadow read by ", -1)).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    @Tag("faults")
    void sixLargeLiveSandboxesAffectNoOtherWithTheDefaultHeap() throws Exception {
        sixLiveHarmNoOther(hostile("h.gvt", 600, 9000), "-Xms128m -Xmx1g -Xmn16m -XX:+UseSerialGC");
    }

    /** What the recorder printed; the honest sandbox, which connects first, has lost neither messages nor alerts. */
    private Program.Result sixLiveHarmNoOther(Path hostile, String heap, String... limits) throws Exception {
        Path out = dir.resolve("out");
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                dir.resolve("s.sock").toString(),
                "--out",
                out.toString(),
                "--rules",
                shadowRule().toString(),
                "--rules",
                Repository.top().resolve("samples/rules/web-service.yaml").toString(),
                "--min-free",
                "0"));
        words.addAll(List.of(limits));
        try (Subprocess capture =
                Subprocess.gvtraceWith(dir, Map.of("JAVA_TOOL_OPTIONS", heap), words.toArray(String[]::new))) {
            int honest;
            ExecutorService senders = Executors.newFixedThreadPool(6);
            List<Future<Integer>> sent = new ArrayList<>();
            try (SentryClient sentry = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
                for (int i = 0; i < 6; i++) {
                    sent.add(senders.submit(() -> {
                        try (SentryClient other = SentryClient.greeted(dir.resolve("s.sock"), capture)) {
                            return other.sendAll(hostile);
                        }
                    }));
                }
                honest = sentry.sendAll(STORY);
                for (Future<Integer> each : sent) {
                    assertThat(each.get()).isPositive();
                }
            } finally {
                senders.shutdownNow();
            }
            while (capture.err().split(", sealed ", -1).length < 8) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            capture.signal("TERM");
            assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);

            assertThat(capture.err())
                    .contains("live rules need too much memory", ", 0 lost, 0 malformed")
                    .doesNotContain("OutOfMemory")
                    .doesNotContain("connection 1: rules", "connection 1: live rules");
            assertThat(messages(out)).contains((long) honest).hasSize(7);
            Program.Result replay = Program.run(
                    "replay",
                    "--rules",
                    shadowRule().toString(),
                    "--rules",
                    Repository.top().resolve("samples/rules/web-service.yaml").toString(),
                    STORY.toString());
            assertThat(capture.out().lines()).containsAll(replay.out().lines().toList());
            return new Program.Result(ExitCode.DONE, capture.out(), capture.err());
        }
    }

    private static List<Long> messages(Path out) throws IOException {
        List<Long> messages = new ArrayList<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".gvt")).toList()) {
                try (TraceSource source = TraceSources.open(file)) {
                    assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
                    assertThat(source.summary().lost()).isZero();
                    messages.add(source.summary().messages());
                }
            }
        }
        return messages;
    }

    /** Processes with many variables of their own, then a shell that reads a file it should not. */
    private Path hostile(String name, int processes, int variables) throws IOException {
        SyntheticSandbox sandbox = new SyntheticSandbox().start("/", "/bin/sh");
        for (int pid = 2; pid < processes + 2; pid++) {
            String[] all = new String[variables];
            for (int i = 0; i < variables; i++) {
                all[i] = "V" + pid + "." + i + "=" + i;
            }
            sandbox.as(1)
                    .fork(pid)
                    .as(pid)
                    .send(
                            3,
                            new SyntheticSandbox.Fields()
                                    .text(2, "/bin/t")
                                    .texts(3, "t")
                                    .texts(4, all)
                                    .text(17, "/bin/t"))
                    .send(9, SyntheticSandbox.exit(0));
        }
        Path file = dir.resolve(name);
        sandbox.as(1).open("/etc/shadow", 3).send(9, SyntheticSandbox.exit(0)).write(file);
        return file;
    }

    private Path shadowRule() throws IOException {
        return Files.writeString(
                dir.resolve("shadow.yaml"),
                "- rule: Shadow\n  desc: d\n  condition: evt.type in (open, openat) and fd.name = /etc/shadow\n"
                        + "  output: shadow read by %proc.name\n  priority: WARNING\n");
    }

    private String run(String options, String... words) throws Exception {
        try (Subprocess program = Subprocess.gvtraceWith(dir, Map.of("JAVA_TOOL_OPTIONS", options), words)) {
            long resident = 0;
            while (program.isAlive()) {
                resident = Math.max(resident, program.mostResidentKib());
                Thread.sleep(20);
            }
            assertThat(program.waitFor(1)).as(program.err()).isEqualTo(ExitCode.DONE);
            assertThat(resident).isBetween(1L, MOST_RESIDENT_KIB);
            return program.out();
        }
    }
}
