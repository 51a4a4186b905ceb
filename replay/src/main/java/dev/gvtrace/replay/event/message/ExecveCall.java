// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import java.util.Arrays;
import java.util.List;

/**
 * execve and execveat. Since August 2025 the exit is sent before the file is opened, so its success only shows that an
 * attempt was made; sentry/execve reports the outcome.
 */
public final class ExecveCall extends Call implements ExecAttempt {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int PATHNAME = 6;
    private static final int ARGUMENTS = 7;
    private static final int ENVIRONMENT = 8;
    private static final int FLAGS = 9;

    ExecveCall(TextPool pool) {
        super(MessageKind.EXECVE, pool, FD, FD_PATH, NO_ARGUMENT_FIELDS);
    }

    /** The path as passed; "" with AT_EMPTY_PATH, which runs the descriptor itself. */
    public String pathname() {
        return text(PATHNAME);
    }

    /** The arguments as passed, argv[0] first; empty if the memory was unreadable. */
    public List<String> arguments() {
        return texts(ARGUMENTS);
    }

    /** The environment as passed, if the session requests it. */
    public List<String> environment() {
        return texts(ENVIRONMENT);
    }

    /** True if there is at least one variable: the session requests the environment and it is not empty. */
    public boolean hasEnvironment() {
        return fields.hasBytes(ENVIRONMENT);
    }

    /** The flags of execveat, such as AT_EMPTY_PATH 0x1000; 0 for execve. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }

    @Override
    public boolean hasArgumentsOf(Message other) {
        return other instanceof ExecveCall attempt && sameArguments(attempt);
    }

    /** True if the other attempt has the same arguments, byte for byte and in the same order. */
    public boolean sameArguments(ExecveCall other) {
        int n = fields.count(ARGUMENTS);
        if (n != other.fields.count(ARGUMENTS)) {
            return false;
        }
        int mine = 0;
        int theirs = 0;
        for (int i = 0; i < n; i++) {
            mine = fields.nextOffset(ARGUMENTS, mine);
            theirs = other.fields.nextOffset(ARGUMENTS, theirs);
            int length = fields.lastLength();
            if (mine < 0
                    || theirs < 0
                    || !Arrays.equals(
                            fields.buffer(),
                            mine,
                            mine + length,
                            other.fields.buffer(),
                            theirs,
                            theirs + other.fields.lastLength())) {
                return false;
            }
            mine += length;
            theirs += other.fields.lastLength();
        }
        return true;
    }
}
