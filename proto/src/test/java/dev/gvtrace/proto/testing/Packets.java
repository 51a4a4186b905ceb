// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.testing;

import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.WireHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Makes packets as a Sentry sends them, from the schema's messages or from arbitrary bytes. */
public final class Packets {
    private Packets() {}

    /** Header and payload, nothing dropped. */
    public static byte[] of(Message message) {
        return of(message, 0);
    }

    /** Header and payload, with a dropped count. */
    public static byte[] of(Message message, int droppedCount) {
        return of(typeOf(message).number(), droppedCount, message.toByteArray());
    }

    /** A header of any type before any payload. */
    public static byte[] of(int messageType, int droppedCount, byte[] payload) {
        byte[] packet = new byte[WireHeader.SIZE + payload.length];
        WireHeader.write(packet, 0, messageType, droppedCount);
        System.arraycopy(payload, 0, packet, WireHeader.SIZE, payload.length);
        return packet;
    }

    /** The packet with another header size in its header; bytes are inserted after the eight known ones if it grows. */
    public static byte[] withHeaderSize(int headerSize, byte[] packet) {
        int more = Math.max(0, headerSize - WireHeader.SIZE);
        byte[] out = Arrays.copyOf(packet, packet.length + more);
        Arrays.fill(out, WireHeader.SIZE, WireHeader.SIZE + more, (byte) 0xee);
        System.arraycopy(packet, WireHeader.SIZE, out, WireHeader.SIZE + more, packet.length - WireHeader.SIZE);
        out[0] = (byte) headerSize;
        out[1] = (byte) (headerSize >>> 8);
        return out;
    }

    /** The type under which the Sentry sends the message; it must be a top-level message of the schema. */
    public static MessageType typeOf(Message message) {
        String name = message.getDescriptorForType().getFullName();
        for (MessageType type : MessageType.values()) {
            if (type.messageName().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("not a top-level message: " + name);
    }

    /** The bytes of hexadecimal digits; blanks are skipped. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** The bytes as lower-case hexadecimal digits. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A file in the layout of gVisor's tracereplay tool that holds the packets. */
    public static byte[] replayFile(List<byte[]> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("tracereplay file".getBytes(StandardCharsets.US_ASCII));
        counted(out, "{\"version\":1}".getBytes(StandardCharsets.US_ASCII));
        packets.forEach(packet -> counted(out, packet));
        return out.toByteArray();
    }

    private static void counted(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .array());
        out.writeBytes(bytes);
    }
}
