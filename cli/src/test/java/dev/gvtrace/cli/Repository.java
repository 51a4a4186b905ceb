// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the project's own files, and those that may be beside it. */
public final class Repository {
    private Repository() {}

    /** The project's top folder. */
    public static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(".mvn/checkstyle.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("tests run outside the project");
        }
        return folder;
    }

    /** The shared data; without them the test is skipped. */
    static Path shared() {
        String named = System.getenv("GVTRACE_SHARED");
        Path shared = named == null ? top().resolveSibling("shared") : Path.of(named);
        Assumptions.assumeTrue(Files.isDirectory(shared), "shared data are not there: " + shared);
        return shared;
    }
}
