// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rules can match with each profile of {@code session}, where that depends on raw points. */
class SessionCoverageTest {
    private static final Map<String, String> CONDITIONS = Map.of(
            "memfd", "evt.type = memfd_create and evt.arg.flags contains MFD_CLOEXEC",
            "closing", "evt.type = close_range and evt.rawarg.first < 3",
            "polling", "evt.type = epoll_create1",
            "concealed", "evt.type = openat and gvisor.concealed = true",
            "open", "evt.type = openat and gvisor.concealed = false",
            "silent", "evt.type = silent");

    @TempDir
    private Path folder;

    @Test
    void reportsWhatOnlyRawPointsFeed() throws IOException {
        assertThat(coverage("hardened"))
                .allSatisfy((rule, status) -> assertThat(status).isEqualTo("full"));
        assertThat(coverage("falco")).containsEntry("concealed", "never").containsEntry("closing", "full");
        assertThat(coverage("full"))
                .containsEntry("memfd", "full")
                .containsEntry("closing", "full")
                .containsEntry("polling", "full")
                .containsEntry("concealed", "never")
                .containsEntry("open", "full")
                .containsEntry("silent", "full");
    }

    /** The first word of each rule's line, by rule. */
    private Map<String, String> coverage(String profile) throws IOException {
        Path rules = folder.resolve("rules.yaml");
        StringBuilder yaml = new StringBuilder();
        CONDITIONS.forEach((name, condition) -> yaml.append(
                "- rule: " + name + "\n  desc: d\n  condition: " + condition + "\n  output: o\n  priority: INFO\n"));
        Files.writeString(rules, yaml);
        Program.Result session = Program.run("session", "--socket", "/run/x.sock", "--profile", profile);
        assertThat(session.exitCode()).as(session.err()).isZero();
        Path config = Files.writeString(folder.resolve(profile + ".json"), session.out());
        Program.Result result =
                Program.run("rules", "coverage", "--rules", rules.toString(), "--session", config.toString());
        Map<String, String> statuses = new TreeMap<>();
        for (String line : result.out().lines().toList()) {
            String[] words = line.split(" +");
            if (words.length == 2 && CONDITIONS.containsKey(words[1])) {
                statuses.put(words[1], words[0]);
            }
        }
        assertThat(statuses).as(result.out() + result.err()).hasSameSizeAs(CONDITIONS);
        return statuses;
    }
}
