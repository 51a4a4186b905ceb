// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that several sandboxes share. Each says from time to time what it takes; when the sum is too much, a level is set
 * at which the sum fits, and those above it, the greediest, have to come down to it. Any thread.
 */
final class SharedMemory {
    private final long most;
    private final AtomicLong sum = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private volatile long level = Long.MAX_VALUE;

    /** So many bytes for all together. */
    SharedMemory(long most) {
        this.most = most;
    }

    /** What one of them takes; used by one thread at a time. */
    final class Share {
        private volatile long taken;

        /** Says what is taken now. */
        void take(long bytes) {
            long all = sum.addAndGet(bytes - taken);
            taken = bytes;
            if (all > most) {
                lower();
            } else if (level != Long.MAX_VALUE) {
                level = Long.MAX_VALUE;
            }
        }

        /** True if it takes more than it may at the moment. */
        boolean isTooMuch() {
            return taken > level;
        }

        /** What it may take at the moment. */
        long level() {
            return level;
        }

        /** What it takes, as it said last. */
        long taken() {
            return taken;
        }

        /** Takes nothing any more. */
        void giveBack() {
            shares.remove(this);
            take(0);
        }
    }

    /** A further share. */
    Share share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** What all take together. */
    long taken() {
        return sum.get();
    }

    private void lower() {
        long[] all = shares.stream().mapToLong(Share::taken).sorted().toArray();
        long left = most / 4 * 3;
        // the modest keep what they have, the others get equal parts of what is left
        for (int i = 0; i < all.length; i++) {
            long part = left / (all.length - i);
            if (all[i] > part) {
                level = part;
                return;
            }
            left -= all[i];
        }
    }
}
