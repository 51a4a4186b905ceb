// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The most recent context data, without their times, and where the container id is in each. A cache of bounded size: of
 * two in the same slot the later one stays. Not thread-safe.
 */
final class KnownContexts {
    private static final int SLOTS = 64;
    /** Longer contexts are parsed each time. */
    private static final int MAX_LENGTH = 1024;

    private final byte[] @Nullable [] contexts = new byte[SLOTS][];
    private final int[] containerOffsets = new int[SLOTS];
    private final int[] containerLengths = new int[SLOTS];

    /** The slot of these bytes; -1 if they are not cached. */
    int find(byte[] packet, int offset, int length) {
        int slot = slot(packet, offset, length);
        byte[] kept = contexts[slot];
        return kept != null && Arrays.equals(kept, 0, kept.length, packet, offset, offset + length) ? slot : -1;
    }

    void add(byte[] packet, int offset, int length, int containerOffset, int containerLength) {
        if (length <= MAX_LENGTH) {
            int slot = slot(packet, offset, length);
            contexts[slot] = Arrays.copyOfRange(packet, offset, offset + length);
            containerOffsets[slot] = containerOffset;
            containerLengths[slot] = containerLength;
        }
    }

    /** Where the container id starts, counted from the beginning of the context. */
    int containerOffset(int slot) {
        return containerOffsets[slot];
    }

    /** Length of the container id; 0 if there is none. */
    int containerLength(int slot) {
        return containerLengths[slot];
    }

    /** The thread's id comes first; lengths differ because sessions request more at some points than at others. */
    private static int slot(byte[] packet, int offset, int length) {
        int hash = length;
        for (int i = 1; i < Math.min(4, length); i++) {
            hash = hash * 31 + packet[offset + i];
        }
        return (hash ^ hash >>> 6) & SLOTS - 1;
    }
}
