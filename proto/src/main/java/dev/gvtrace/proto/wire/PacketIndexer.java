// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.MessageIndexer;

/**
 * Extracts what a trace's index needs from a packet: type, time, container. Keeps the result for the last packet, so
 * that the recorder parses each packet only once. Not thread-safe.
 */
public final class PacketIndexer implements MessageIndexer {
    private final MessagePeek peek = new MessagePeek();
    private PacketVerdict verdict = PacketVerdict.TOO_SHORT;

    /** Creates an indexer; each writer needs its own. */
    public PacketIndexer() {}

    @Override
    public void index(byte[] packet, int offset, int length, MessageIndex out) {
        verdict = peek.look(packet, offset, length);
        out.setType(peek.type());
        out.setTimeNs(peek.timeNs());
        out.setContainer(peek.containerOffset(), peek.containerLength());
    }

    /** The verdict on the last packet. */
    public PacketVerdict verdict() {
        return verdict;
    }

    /** The values read from the last packet. */
    public MessagePeek peek() {
        return peek;
    }
}
