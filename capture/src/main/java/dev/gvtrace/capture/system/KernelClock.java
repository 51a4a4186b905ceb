// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Whether the system's clock is kept in step with a time server, as the kernel has it. Thread-safe. */
public final class KernelClock {
    /** More than {@code struct timex} has on any platform. */
    private static final int TIMEX_BYTES = 512;

    private static final int TIME_ERROR = 5;
    private static final boolean AVAILABLE = bind();

    private KernelClock() {}

    /** What is known of the clock. */
    public enum State {
        SYNCHRONIZED,
        UNSYNCHRONIZED,
        /** Not Linux, or the call is not allowed. */
        UNKNOWN
    }

    private static boolean bind() {
        try {
            if (!System.getProperty("os.name", "").equals("Linux")) {
                return false;
            }
            Native.register(KernelClock.class, "c");
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** The clock's state now. */
    public static State state() {
        if (!AVAILABLE) {
            return State.UNKNOWN;
        }
        try (Memory timex = new Memory(TIMEX_BYTES)) {
            // modes 0: nothing is set
            timex.clear();
            int state = adjtimex(Pointer.nativeValue(timex));
            return state < 0 ? State.UNKNOWN : state == TIME_ERROR ? State.UNSYNCHRONIZED : State.SYNCHRONIZED;
        }
    }

    private static native int adjtimex(long timex);
}
