// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.MessageIndexer;

/** Says what block headers need to know of a packet. Not thread-safe. */
public final class PacketIndexer implements MessageIndexer {
    private final MessagePeek peek = new MessagePeek();

    @Override
    public void index(byte[] packet, int offset, int length, MessageIndex out) {
        peek.look(packet, offset, length);
        out.setType(peek.type());
        out.setTimeNs(peek.timeNs());
        out.setContainer(peek.containerOffset(), peek.containerLength());
    }
}
