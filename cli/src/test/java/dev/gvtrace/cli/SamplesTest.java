// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every sample is used as the README says. {@code -Dgolden.update=true} writes the expected alerts again. */
class SamplesTest {
    private static final Path SAMPLES = Repository.top().resolve("samples");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyTraceGivesTheExpectedAlerts() throws IOException {
        return traces().stream()
                .map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
                    Program.Result replay = Program.run(
                            "replay",
                            "--match",
                            "all",
                            "--rules",
                            SAMPLES.resolve("rules").toString(),
                            trace.toString());
                    assertThat(replay.exitCode()).as(replay.err()).isZero();
                    Path expected = SAMPLES.resolve("expected")
                            .resolve(trace.getFileName().toString().replace(".gvt", ".alerts.txt"));
                    if (Boolean.getBoolean("golden.update")) {
                        Files.writeString(expected, replay.out());
                    }
                    assertThat(expected).content().isEqualTo(replay.out());
                }));
    }

    @Test
    void theSampleRaisesAnAlertForEachStepInOrder() {
        Program.Result replay = Program.run(
                "replay",
                "--rules",
                SAMPLES.resolve("rules").toString(),
                SAMPLES.resolve("traces/web-break-in.gvt").toString());
        assertThat(replay.out()
                        .lines()
                        .map(line -> line.replaceAll("^\\S+ (\\w+) ([^(:]+) \\(.*", "$1 $2"))
                        .distinct())
                .containsExactly(
                        "Warning A web service ran a command",
                        "Critical Data may leave",
                        "Critical A shell talks to the network",
                        "Warning Password hashes read",
                        "Error File below a known binary directory opened for writing",
                        "Warning A new program was run");
    }

    @Test
    void detectsHiddenCallsAndSilentThreads() {
        Program.Result hardened = Program.run(
                "replay",
                "--rules",
                SAMPLES.resolve("rules/blind-spots.yaml").toString(),
                SAMPLES.resolve("traces/hide-hardened.gvt").toString());
        assertThat(hardened.out())
                .contains("A call hides its arguments (call=openat")
                .contains("call=chdir");
        Program.Result full = Program.run(
                "replay",
                "--rules",
                SAMPLES.resolve("rules/blind-spots.yaml").toString(),
                SAMPLES.resolve("traces/hide-full.gvt").toString());
        assertThat(full.out()).contains("A thread sends no messages");
    }

    @Test
    void theOfficialMacroForStartedContainersMatchesEveryContainerOfAPod() throws IOException {
        Path rules = Files.writeString(folder.resolve("started.yaml"), """
                - rule: Started
                  desc: a container started
                  condition: container_started
                  output: "%container.id %proc.cmdline"
                  priority: NOTICE
                """);
        Path official = Repository.shared().resolve("falco-rules/falco-incubating_rules.yaml");
        for (String trace : List.of("pod-2022.gvt", "pod-2026.gvt")) {
            Program.Result replay = Program.run(
                    "replay",
                    "--match",
                    "all",
                    "--rules",
                    official.toString(),
                    "--rules",
                    rules.toString(),
                    SAMPLES.resolve("traces").resolve(trace).toString());
            assertThat(replay.out().lines().filter(line -> line.contains(" Notice ") && line.contains("pid=1 tid=1")))
                    .satisfiesExactly(
                            pause -> assertThat(pause).contains("6210c0bf0539 sleep"),
                            application -> assertThat(application).contains("4b5e57f6eb2f workload"));
        }
    }

    @TestFactory
    Stream<DynamicTest> everyTraceIsSealedAndLeavesAndEntersGvisorsLayoutUnchanged() throws IOException {
        return traces().stream()
                .map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(), () -> {
                    assertThat(Program.run("verify", trace.toString()).exitCode())
                            .isZero();
                    Path one = Files.createTempDirectory("gvtrace").resolve("one.trace");
                    Path again = one.resolveSibling("again.gvt");
                    Path two = one.resolveSibling("two.trace");
                    assertThat(Program.run("export", "--format", "tracereplay", trace.toString(), one.toString())
                                    .exitCode())
                            .isZero();
                    assertThat(Program.run("import", one.toString(), again.toString())
                                    .exitCode())
                            .isZero();
                    assertThat(Program.run("export", "--format", "tracereplay", again.toString(), two.toString())
                                    .exitCode())
                            .isZero();
                    assertThat(two).hasSameBinaryContentAs(one);
                }));
    }

    @Test
    void rulesOfTheSamplesLoadWithoutAnError() throws IOException {
        try (Stream<Path> rules = Files.list(SAMPLES.resolve("rules"))) {
            String[] words = Stream.concat(
                            Stream.of("rules", "check"),
                            rules.map(Path::toString).sorted())
                    .toArray(String[]::new);
            Program.Result check = Program.run(words);
            assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
        }
    }

    @Test
    void nothingOfTheRecordingMachineIsInATrace() throws IOException {
        for (Path trace : traces()) {
            Path raw = folder.resolve(trace.getFileName() + ".trace");
            assertThat(Program.run("export", "--format", "tracereplay", trace.toString(), raw.toString())
                            .exitCode())
                    .isZero();
            String text = new String(Files.readAllBytes(raw), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(text)
                    .doesNotContain("/home/")
                    .doesNotContain("USER=")
                    .doesNotContain("SSH_")
                    .doesNotContain("HOSTNAME=");
        }
    }

    private static List<Path> traces() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve("traces"))) {
            List<Path> all =
                    files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
            assertThat(all).hasSizeGreaterThan(4);
            return all;
        }
    }
}
