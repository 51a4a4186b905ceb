// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.PacketBatch;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver works with while packets keep coming: memory for packets received at once, and for collecting. Few receivers
 * do so at the same moment, and it takes room: so it is not theirs but taken from a pool and given back soon.
 */
final class FlowTools {
    /** Null where packets can only be received one by one. */
    private final @Nullable PacketBatch batch;

    private final PacketRing.Scratch scratch = new PacketRing.Scratch();

    private FlowTools(int longestPacket) {
        batch = PacketBatch.isAvailable() ? new PacketBatch(longestPacket) : null;
    }

    @Nullable
    PacketBatch batch() {
        return batch;
    }

    PacketRing.Scratch scratch() {
        return scratch;
    }

    /** Tools that are not in use. Thread-safe; nobody waits here. */
    static final class Pool {
        private final ConcurrentLinkedDeque<FlowTools> free = new ConcurrentLinkedDeque<>();
        private final int longestPacket;

        /**
         * Makes the first tools, so that the libraries they need are loaded before there is anything to receive.
         *
         * @param longestPacket bytes of the longest packet that is taken whole
         */
        Pool(int longestPacket) {
            this.longestPacket = longestPacket;
            giveBack(take());
        }

        FlowTools take() {
            FlowTools last = free.pollFirst();
            return last != null ? last : new FlowTools(longestPacket);
        }

        void giveBack(FlowTools tools) {
            free.addFirst(tools);
        }
    }
}
