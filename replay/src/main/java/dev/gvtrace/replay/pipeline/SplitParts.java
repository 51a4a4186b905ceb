// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.event.message.MessageParts;
import dev.gvtrace.trace.SplitMessage;

/**
 * Adapts a split message of a trace file for decoding. The file's reader is independent of messages, the decoder of
 * files.
 */
final class SplitParts implements MessageParts {
    private final SplitMessage message;

    SplitParts(SplitMessage message) {
        this.message = message;
    }

    /** True if this adapts the given message object, which a reader reuses. */
    boolean isOf(SplitMessage other) {
        return message == other;
    }

    @Override
    public int type() {
        return message.type();
    }

    @Override
    public int dropped() {
        return (int) message.dropped();
    }

    @Override
    public long timeNs() {
        return message.timeNs();
    }

    @Override
    public Object contexts() {
        return message.contexts();
    }

    @Override
    public int context() {
        return message.context();
    }

    @Override
    public byte[] contextBuffer() {
        return message.contexts().buffer();
    }

    @Override
    public int contextOffset() {
        return message.contexts().offset(message.context());
    }

    @Override
    public int contextLength() {
        return message.contexts().length(message.context());
    }

    @Override
    public byte[] buffer() {
        return message.buffer();
    }

    @Override
    public int offset() {
        return message.offset();
    }

    @Override
    public int length() {
        return message.length();
    }

    @Override
    public byte[] packet() {
        return message.join();
    }

    @Override
    public int packetLength() {
        return message.joinedLength();
    }
}
