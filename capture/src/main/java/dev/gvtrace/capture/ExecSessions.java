// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/** The latest exec sessions of a sandbox. Of bounded size; one thread at a time. */
final class ExecSessions {
    private static final int KEPT = 64;

    private final long[] seen = new long[KEPT];
    private int next;

    /** Adds a session. True if it is not 0 and not among the latest. */
    boolean isNew(long session) {
        for (long known : seen) {
            if (known == session) {
                return false;
            }
        }
        seen[next] = session;
        next = (next + 1) % KEPT;
        return true;
    }
}
