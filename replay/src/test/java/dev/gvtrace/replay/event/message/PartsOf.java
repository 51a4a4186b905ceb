// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import com.google.protobuf.CodedInputStream;
import dev.gvtrace.proto.testing.Packets;
import java.io.IOException;
import java.util.Arrays;

/** A payload that begins with context data that begin with a time, taken apart. */
record PartsOf(int type, byte[] packet, long timeNs, int contextOffset, int offset) implements MessageParts {
    static PartsOf payload(int type, byte[] payload) throws IOException {
        byte[] packet = Packets.of(type, 0, payload);
        CodedInputStream in = CodedInputStream.newInstance(packet, 8, payload.length);
        if (in.readTag() != 0x0a) {
            throw new IllegalArgumentException("no context data at the beginning");
        }
        int end = in.readRawVarint32() + 8 + in.getTotalBytesRead();
        if (in.readTag() != 0x08) {
            throw new IllegalArgumentException("no time at the beginning of the context data");
        }
        long time = in.readRawVarint64();
        return new PartsOf(type, packet, time, 8 + in.getTotalBytesRead(), end);
    }

    @Override
    public int dropped() {
        return 0;
    }

    @Override
    public Object contexts() {
        return this;
    }

    @Override
    public int context() {
        return 200;
    }

    @Override
    public byte[] contextBuffer() {
        return packet;
    }

    @Override
    public int contextLength() {
        return offset - contextOffset;
    }

    @Override
    public byte[] buffer() {
        return packet;
    }

    @Override
    public int length() {
        return packet.length - offset;
    }

    @Override
    public int packetLength() {
        return packet.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "type " + type + " " + Arrays.toString(packet);
    }
}
