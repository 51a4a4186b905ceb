// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.api.Alert;
import dev.gvtrace.api.AlertQuery;
import dev.gvtrace.api.AlertStream;
import dev.gvtrace.api.Rules;
import dev.gvtrace.api.TraceGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The api's stream of alerts is what {@code gvtrace replay} prints for the same traces, byte for byte. */
class ApiAndReplayTest {
    private static final Path SAMPLES = Repository.top().resolve("samples/traces");
    private static final Path RECORDED = Repository.top().resolve("replay/src/test/resources/conformance/traces");

    @TempDir
    private Path folder;

    private Path rules;

    @BeforeEach
    void write() throws IOException {
        rules = Files.writeString(folder.resolve("rules.yaml"), """
                - rule: Calls
                  desc: d
                  condition: evt.type in (open, openat, connect, clone, unlinkat) or evt.failed = true
                  output: "%evt.num %evt.time %evt.args %proc.cmdline %proc.pname %fd.name %evt.hostname %container.id"
                  priority: NOTICE
                - rule: Programs
                  desc: d
                  condition: evt.type in (execve, execveat, openat)
                  output: "%proc.exepath %proc.args %gvisor.exec_proof"
                  priority: WARNING
                """);
    }

    private List<String> stream(
            Function<AlertQuery, AlertQuery> settings, Function<Alert, String> line, Path... traces) {
        List<String> lines = new ArrayList<>();
        try (TraceGroup group = TraceGroup.open(List.of(traces));
                AlertStream alerts = group.alerts(settings.apply(AlertQuery.of(Rules.load(rules))))) {
            alerts.forEachRemaining(alert -> lines.add(line.apply(alert)));
        }
        return lines;
    }

    private List<String> replayed(List<String> options, Path... traces) {
        List<String> words = new ArrayList<>(List.of("replay", "--rules", rules.toString()));
        words.addAll(options);
        for (Path trace : traces) {
            words.add(trace.toString());
        }
        Program.Result result = Program.run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().toList();
    }

    @Test
    void allTracesForAnyNumberOfThreads() {
        List<String> printed = replayed(List.of("--format", "json"), SAMPLES, RECORDED);
        assertThat(printed).hasSizeGreaterThan(1000);
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(stream(query -> query.threads(threads), Alert::toJson, SAMPLES, RECORDED))
                    .isEqualTo(printed);
        }
    }

    @Test
    void allSettings() {
        List<String> printed = replayed(
                List.of(
                        "--format",
                        "json",
                        "--match",
                        "all",
                        "--failed-execs",
                        "--resolved",
                        "--from",
                        "+1s",
                        "--to",
                        "-1s"),
                SAMPLES);
        assertThat(printed).hasSizeGreaterThan(100);
        assertThat(stream(
                        query -> query.allMatches()
                                .failedExecs()
                                .resolvedNames()
                                .from("+1s")
                                .to("-1s"),
                        Alert::toJson,
                        SAMPLES))
                .isEqualTo(printed);
    }

    @Test
    void lines() {
        Path trace = SAMPLES.resolve("web-break-in.gvt");
        assertThat(stream(query -> query, Alert::toLine, trace)).isEqualTo(replayed(List.of(), trace));
    }
}
