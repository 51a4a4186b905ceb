// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Short sleeps of one thread, which any thread may end early. Waking a thread that is not asleep costs one volatile
 * read.
 */
public final class Nap {
    private volatile boolean napping;
    private volatile @Nullable Thread sleeper;

    /** Not asleep. */
    public Nap() {}

    /**
     * Sleeps, on the one thread.
     *
     * @param idle checked once {@link #wake} takes effect, so that nothing added before is missed
     */
    public void take(long nanoseconds, BooleanSupplier idle) {
        sleeper = Thread.currentThread();
        napping = true;
        if (idle.getAsBoolean()) {
            LockSupport.parkNanos(this, nanoseconds);
        }
        napping = false;
    }

    /** Ends the current sleep. */
    public void wake() {
        if (napping) {
            napping = false;
            LockSupport.unpark(sleeper);
        }
    }
}
