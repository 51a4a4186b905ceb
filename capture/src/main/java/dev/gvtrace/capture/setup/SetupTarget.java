// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime is set up with.
 *
 * @param podInitConfig the session configuration, an absolute path
 * @param runtime the runtime's name; null for all that run gVisor, or a new one if there is none
 * @param runsc program of a runtime that is added, an absolute path; null when none was found
 * @param shimConfig runsc.toml for a runtime of containerd's shim that names none
 */
public record SetupTarget(
        Path podInitConfig,
        @Nullable String runtime,
        @Nullable Path runsc,
        Path shimConfig) {
    /** The name of a runtime that is added. */
    static final String NEW_RUNTIME = "runsc";

    /**
     * Checks the paths.
     *
     * @throws IllegalArgumentException if a path cannot stand in a configuration file
     */
    public SetupTarget {
        nameable(podInitConfig);
        nameable(shimConfig);
        if (runsc != null) {
            nameable(runsc);
        }
        if (runtime != null && !runtime.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
            throw new IllegalArgumentException(
                    "invalid name of a runtime '" + runtime + "': expected letters, digits, '_', '.' and '-'");
        }
    }

    private static void nameable(Path path) {
        String text = FileNames.text(path);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("invalid path '" + text + "': expected an absolute one");
        }
        if (!Text.ofUtf8(text).isUtf8() || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "invalid path '" + text + "': expected UTF-8 without control characters");
        }
    }

    String podInitConfigText() {
        return FileNames.text(podInitConfig);
    }

    String newName() {
        return runtime == null ? NEW_RUNTIME : runtime;
    }
}
