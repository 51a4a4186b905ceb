// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import dev.gvtrace.capture.socket.PacketBatch;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory that a receiver borrows from a pool while packets come fast: for batches of packets, and for draining. The
 * pool is small on purpose: draining on the receiving thread pays for a few busy connections, but when all drain at the
 * same time, they delay each other's receiving. Measurements are in {@code bench/README.md}.
 */
public final class BatchBuffers {
    /** Null where packets can only be received one by one. */
    private final @Nullable PacketBatch batch;

    private final PacketRing.Scratch scratch = new PacketRing.Scratch();

    private BatchBuffers(int longestPacket) {
        batch = PacketBatch.isAvailable() ? new PacketBatch(longestPacket) : null;
    }

    @Nullable
    PacketBatch batch() {
        return batch;
    }

    PacketRing.Scratch scratch() {
        return scratch;
    }

    /** Buffers for as many receivers as may use them at a time. Thread-safe, never blocks. */
    public static final class Pool {
        private final ConcurrentLinkedDeque<BatchBuffers> free = new ConcurrentLinkedDeque<>();

        /**
         * Allocates all buffers, so that the libraries they need are loaded before anything is received. Their memory
         * is not touched until it is used.
         *
         * @param longestPacket bytes of the longest packet that is received whole
         * @param receivers number of receivers that may have buffers at a time, at least 1
         */
        public Pool(int longestPacket, int receivers) {
            for (int i = 0; i < receivers; i++) {
                free.addFirst(new BatchBuffers(longestPacket));
            }
        }

        /** Takes buffers; null when all are in use. */
        @Nullable
        BatchBuffers take() {
            return free.pollFirst();
        }

        void giveBack(BatchBuffers buffers) {
            free.addFirst(buffers);
        }
    }
}
