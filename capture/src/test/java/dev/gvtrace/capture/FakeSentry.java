// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Connects like a runsc and sends given packets. */
public final class FakeSentry implements Closeable {
    private final SeqpacketConnection connection;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);

    private FakeSentry(SeqpacketConnection connection) {
        this.connection = connection;
    }

    /** Connects and sends nothing. */
    static FakeSentry silent(Path socket) throws IOException {
        return new FakeSentry(SeqpacketConnection.connect(socket));
    }

    /** Connects and exchanges handshakes. */
    public static FakeSentry greeted(Path socket) throws IOException {
        FakeSentry sentry = silent(socket);
        sentry.send(new byte[] {8, 1});
        byte[] reply = sentry.reply(5000);
        if (!Arrays.equals(reply, new byte[] {8, 1})) {
            throw new IOException("reply " + Arrays.toString(reply));
        }
        return sentry;
    }

    public void send(byte[] packet) throws IOException {
        buffer.clear().put(packet).flip();
        connection.send(buffer);
    }

    /** The next packet from the server; null when it hung up, empty when nothing came. */
    byte[] reply(int milliseconds) throws IOException {
        connection.limitWaiting(milliseconds);
        ByteBuffer in = ByteBuffer.allocateDirect(16384);
        int length = connection.receive(in);
        if (length < 0) {
            return null;
        }
        byte[] packet = new byte[length];
        in.get(0, packet);
        return packet;
    }

    /** A message: header, and a payload of this type's that has a context with time and container, and filling. */
    public static byte[] message(int type, int dropped, long timeNs, String container, int filling) {
        byte[] id = container.getBytes(StandardCharsets.UTF_8);
        ByteBuffer context = ByteBuffer.allocate(64 + id.length);
        context.put((byte) 8);
        Varint.put(context, timeNs);
        context.put((byte) 0x32);
        Varint.put(context, id.length);
        context.put(id).flip();
        ByteBuffer packet = ByteBuffer.allocate(64 + context.remaining() + filling);
        packet.position(WireHeader.SIZE);
        packet.put((byte) 10);
        Varint.put(packet, context.remaining());
        packet.put(context);
        if (filling > 0) {
            Varint.put(packet, 30 << 3 | 2);
            Varint.put(packet, filling);
            packet.put(new byte[filling]);
        }
        WireHeader.write(packet.array(), 0, type, dropped);
        return Arrays.copyOf(packet.array(), packet.position());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
