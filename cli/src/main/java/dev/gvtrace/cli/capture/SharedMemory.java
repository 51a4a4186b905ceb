// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A memory limit that several sandboxes share. Each reports from time to time how much it takes; when the sum exceeds
 * the limit, a level is set at which the sum fits, and the sandboxes above it have to shrink to it. Any thread.
 */
final class SharedMemory {
    private final long most;
    private final AtomicLong sum = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private volatile long level = Long.MAX_VALUE;

    /** With a limit for all together, in bytes. */
    SharedMemory(long most) {
        this.most = most;
    }

    /** One sandbox's share; used by one thread at a time. */
    final class Share {
        private volatile long taken;

        /** Reports how many bytes are taken now. */
        void take(long bytes) {
            long all = sum.addAndGet(bytes - taken);
            taken = bytes;
            if (all > most) {
                lower();
            } else if (level != Long.MAX_VALUE) {
                level = Long.MAX_VALUE;
            }
        }

        /** True if it takes more than the current level. */
        boolean isTooMuch() {
            return taken > level;
        }

        /** Most bytes that it may take at the moment. */
        long level() {
            return level;
        }

        /** Bytes that it reported last. */
        long taken() {
            return taken;
        }

        /** Releases all of it; the share is not used afterwards. */
        void giveBack() {
            shares.remove(this);
            take(0);
        }
    }

    /** Adds a share. */
    Share share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** Bytes taken by all together. */
    long taken() {
        return sum.get();
    }

    private void lower() {
        long[] all = shares.stream().mapToLong(Share::taken).sorted().toArray();
        long left = most / 4 * 3;
        // small shares stay as they are, the others get equal parts of the rest
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
