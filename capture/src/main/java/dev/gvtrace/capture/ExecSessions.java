// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/** The exec sessions of a sandbox that were heard of last. Of bounded size; one thread at a time. */
final class ExecSessions {
    private static final int KEPT = 64;

    private final long[] seen = new long[KEPT];
    private int next;

    /** True if this one, not 0, was not heard of lately; from now on it was. */
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
