// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import picocli.CommandLine.Option;

/** The option of commands that answer questions: which names they show. */
final class ResolvedNames {
    @Option(
            names = "--resolved",
            description =
                    "names as the Sentry resolved them, where reported, and from the container's root below a chroot")
    private boolean resolved;

    /** True for those that the Sentry resolved. */
    boolean wanted() {
        return resolved;
    }
}
