// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/** The exec sessions of a sandbox seen last. Of bounded size; one thread at a time. */
final class ExecSessions {
    private static final int KEPT = 64;

    private final long[] seen = new long[KEPT];
    private int next;

    /** True if this session, not 0, was not seen lately; remembers it. */
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
