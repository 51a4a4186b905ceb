// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.event.message.Message;
import java.util.Arrays;

/**
 * What identifies the packet that a message came in: its type, its time, and its fields, which may lack the context
 * data. Threads that send the same bytes at the same nanosecond cannot be distinguished, nor do their packets differ.
 */
public final class MessageKey {
    private final int type;
    private final long timeNs;
    private final byte[] fields;

    private MessageKey(int type, long timeNs, byte[] fields) {
        this.type = type;
        this.timeNs = timeNs;
        this.fields = fields;
    }

    /** The key of a message; its bytes are copied. */
    static MessageKey of(Message message) {
        byte[] fields = new byte[message.fieldBytes()];
        message.copyFields(fields);
        return new MessageKey(message.type(), message.context().timeNs(), fields);
    }

    /** The time in the message, ns since the epoch; 0 if it has none. */
    long timeNs() {
        return timeNs;
    }

    /** True if the packet, which was looked at before, holds the message. */
    boolean matches(MessagePeek peek, byte[] packet, int offset, int length) {
        if (peek.type() != type || peek.timeNs() != timeNs) {
            return false;
        }
        int end = offset + length;
        int from = end - fields.length;
        return from >= offset + WireHeader.headerSize(packet, offset)
                && Arrays.equals(packet, from, end, fields, 0, fields.length);
    }
}
