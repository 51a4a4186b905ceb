// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Failed rounds of a thread that continues after each: logs them and counts consecutive ones. One thread writes, any
 * may call {@link #trouble}.
 */
public final class RoundFailures {
    /** The number of consecutive failed rounds after which the thread counts as lost. */
    private static final int MOST = 50;

    private static final long LOG_EVERY_NS = 60_000_000_000L;

    private final String name;
    private final Consumer<String> log;
    private volatile @Nullable Throwable last;
    private volatile int inARow;

    private @Nullable Class<?> loggedClass;
    private long loggedNs;

    /**
     * Creates a counter.
     *
     * @param name of the thread
     */
    public RoundFailures(String name, Consumer<String> log) {
        this.name = name;
        this.log = log;
    }

    /** A round was completed. */
    public void succeeded() {
        inARow = 0;
    }

    /** A round failed: logged unless the same kind of failure was logged within the last minute. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only one thread writes it
    public void failed(Throwable e) {
        last = e;
        inARow++;
        try {
            log(e);
        } catch (Throwable again) {
            // too little memory even to log; trouble() reports it if it persists
        }
    }

    private void log(Throwable e) {
        long now = System.nanoTime();
        if (e.getClass() != loggedClass || now - loggedNs >= LOG_EVERY_NS) {
            loggedClass = e.getClass();
            loggedNs = now;
            log.accept("thread " + name + " continues after an error: " + e);
        }
    }

    /** What is wrong if rounds keep failing; empty otherwise. */
    public Optional<String> trouble() {
        return inARow >= MOST ? Optional.of("thread " + name + " fails each time: " + last) : Optional.empty();
    }
}
