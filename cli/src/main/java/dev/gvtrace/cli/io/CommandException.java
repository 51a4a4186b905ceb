// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

/**
 * Ends a command with one line for the user and an exit code. The message starts lower-case, names the thing, the
 * place, what was found and what was expected; {@code Main} puts {@code gvtrace VERB: } before it.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** With one of {@link ExitCode} and a message for the user. */
    public CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** With the cause kept for {@code GVTRACE_DEBUG}. */
    public CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
