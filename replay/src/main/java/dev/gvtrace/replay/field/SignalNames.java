// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/** The names of signals, which are numbered alike on x86_64 and arm64. */
public final class SignalNames {
    private static final String[] NAMES = ("SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1"
                    + " SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU"
                    + " SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS")
            .split(" ");

    private SignalNames() {}

    /** The name of a signal; null for 0 and for real-time signals, which have none. */
    public static @Nullable String of(long number) {
        return number > 0 && number <= NAMES.length ? NAMES[(int) number - 1] : null;
    }
}
