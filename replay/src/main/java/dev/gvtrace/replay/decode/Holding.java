// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import java.util.Arrays;

/**
 * A copy of a message that waits for another one of its thread, or for the end. Used again and again; what was copied is
 * valid until it goes back to its {@link ThreadTable}.
 */
final class Holding {
    /** What a buffer keeps when it is used again; a longer one is given up. */
    private static final int KEPT_CAPACITY = 1 << 14;

    byte[] payload = new byte[256];
    int length;
    int type;
    int threadId;
    int groupId;
    long receivedNs;
    /** Messages lost just before it. */
    long dropped;
    /** How often messages had been lost when it came. */
    long losses;
    /** Grows with every holding: the order of arrival. */
    long order;

    void copy(byte[] buffer, int offset, int size) {
        if (payload.length < size) {
            payload = new byte[Math.max(size, payload.length * 2)];
        }
        System.arraycopy(buffer, offset, payload, 0, size);
        length = size;
    }

    void shrink() {
        if (payload.length > KEPT_CAPACITY) {
            payload = Arrays.copyOf(payload, KEPT_CAPACITY);
        }
        length = 0;
    }
}
