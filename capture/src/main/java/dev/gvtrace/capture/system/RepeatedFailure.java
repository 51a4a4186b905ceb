// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs what fails at each attempt: once, and again when the reason changes or after an attempt that succeeded. One
 * thread reports.
 */
public final class RepeatedFailure {
    private final Consumer<String> log;
    private final @Nullable String recovery;
    private volatile @Nullable String last;

    /** Logs failures only. */
    public RepeatedFailure(Consumer<String> log) {
        this(log, null);
    }

    /**
     * Logs failures, and the first success after them.
     *
     * @param recovery the line for that success; null for none
     */
    public RepeatedFailure(Consumer<String> log, @Nullable String recovery) {
        this.log = log;
        this.recovery = recovery;
    }

    /** What fails now; null while nothing does. Any thread. */
    @Nullable
    public String current() {
        return last;
    }

    /**
     * Reports the outcome of an attempt.
     *
     * @param failure the line to log; null if the attempt succeeded
     */
    public void attempted(@Nullable String failure) {
        if (failure != null && !failure.equals(last)) {
            log.accept(failure);
        } else if (failure == null && last != null && recovery != null) {
            log.accept(recovery);
        }
        last = failure;
    }
}
