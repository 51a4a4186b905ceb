// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the conformance data beside the repository; tests that need it are skipped where it is missing. */
final class SharedData {
    private SharedData() {}

    static Path find(String relative) {
        Path found = locate(relative);
        Assumptions.assumeTrue(found != null, () -> "no shared/" + relative + " beside the repository");
        return found;
    }

    private static Path locate(String relative) {
        String configured = System.getenv("GVTRACE_SHARED");
        if (configured != null && Files.exists(Path.of(configured, relative))) {
            return Path.of(configured, relative);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve(relative);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
