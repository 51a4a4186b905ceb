// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real Sentries on this machine, for tests that can use them. */
record Runsc(Path path, boolean newest) {
    /** The runsc of 2022, if it is installed. */
    static Runsc of2022() {
        return first(false, System.getenv("GVTRACE_RUNSC"), "/usr/bin/runsc");
    }

    /** A runsc of 2026, if one was built. */
    static Runsc newestOne() {
        return first(
                true,
                System.getenv("GVTRACE_RUNSC_NEWEST"),
                System.getProperty("user.home") + "/go/bin/runsc",
                System.getProperty("user.home") + "/.cache/gvtrace-ci/runsc");
    }

    private static Runsc first(boolean newest, String... candidates) {
        String found = Stream.of(candidates)
                .filter(c -> c != null && Files.isExecutable(Path.of(c)))
                .findFirst()
                .orElse("");
        String what =
                newest ? "no runsc of 2026 (set GVTRACE_RUNSC_NEWEST)" : "no runsc of 2022 (apt-get install runsc)";
        Assumptions.assumeFalse(found.isEmpty(), what);
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a sandbox needs root");
        return new Runsc(Path.of(found), newest);
    }

    /** The words of a run with an empty environment and a time limit; the rest follows. */
    List<String> command(Path folder, Path session, String... rest) {
        List<String> words = new ArrayList<>(List.of(
                "timeout",
                "90",
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                path.toString(),
                "--root",
                folder.resolve("state").toString()));
        words.addAll(
                List.of("--network=none", "--ignore-cgroups", newest ? "--platform=systrap" : "--platform=ptrace"));
        words.add("--pod-init-config=" + session);
        words.addAll(List.of(rest));
        return words;
    }

    @Override
    public String toString() {
        return newest ? "newest" : "2022";
    }
}
