// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.text.FileNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds programs.
 *
 * @param path directories, with colons between them
 */
public record Programs(String path) {
    /** Those of the environment's PATH. */
    public static Programs of(Map<String, String> environment) {
        return new Programs(environment.getOrDefault("PATH", ""));
    }

    /** The program with this name, or at this absolute path; null if there is none that can be run. */
    public @Nullable Path find(String name) {
        try {
            Path given = FileNames.path(name);
            if (given.isAbsolute()) {
                return isProgram(given) ? given : null;
            }
            for (String directory : path.split(":")) {
                Path candidate =
                        FileNames.path(directory.isEmpty() ? "." : directory).resolve(name);
                if (candidate.isAbsolute() && isProgram(candidate)) {
                    return candidate;
                }
            }
        } catch (InvalidPathException e) {
            // no file has such a name
        }
        return null;
    }

    private static boolean isProgram(Path candidate) {
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
