// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.text.FileNames;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which runsc a command runs, and over which containers: a mixin, or the base of a group of options. */
public class RunscOptions {
    /** Looked for on the PATH. */
    private static final Path ON_THE_PATH = Path.of("runsc");

    @Option(names = "--runsc", paramLabel = "PATH", description = "runsc to run (default: runsc on the PATH)")
    private @Nullable Path program;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "runsc's root directory; for Docker /run/docker/runtime-runc/moby")
    private @Nullable Path root;

    /** True if the user gave one of the options. */
    final boolean given() {
        return program != null || root != null;
    }

    /** The program's name, for people. */
    public final String name() {
        return FileNames.text(program());
    }

    private Path program() {
        return program == null ? ON_THE_PATH : program;
    }

    /** Null where runsc has its usual one. */
    public final @Nullable Path root() {
        return root;
    }

    /** The program. */
    public final Runsc runsc() {
        return new Runsc(program(), root);
    }
}
