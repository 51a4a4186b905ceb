// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.proto.wire.Handshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The recorder's side of the handshake: the client sends its version, the recorder sends its own, and nothing after
 * that.
 */
public final class HandshakeExchange {
    private HandshakeExchange() {}

    /** Thrown when the client is refused; the message contains the reason. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Creates an exception with the reason. */
        public RefusedException(String why) {
            super(why);
        }
    }

    /**
     * Waits for the client's handshake. Returns what the client sent; empty if it hung up at once, for example after
     * checking whether the socket is in use.
     */
    public static byte[] await(SeqpacketConnection connection, Duration limit) throws IOException, RefusedException {
        connection.limitWaiting((int) Math.max(1, limit.toMillis()));
        ByteBuffer buffer = ByteBuffer.allocateDirect(Handshake.MAX_SIZE + 1);
        int length = connection.receive(buffer);
        if (length == SeqpacketConnection.NOTHING) {
            throw new RefusedException("no handshake within " + limit.toMillis() + " ms");
        }
        if (length == SeqpacketConnection.EMPTY) {
            throw new RefusedException("handshake of version 0");
        }
        if (length == SeqpacketConnection.END) {
            return new byte[0];
        }
        byte[] packet = new byte[length];
        buffer.get(0, packet);
        Handshake handshake = Handshake.parse(packet, 0, length);
        if (!handshake.isAccepted()) {
            throw new RefusedException("handshake: " + handshake.verdict().text());
        }
        connection.limitWaiting(0);
        return packet;
    }

    /** Answers an accepted handshake. From here on the Sentry sends. */
    public static void answer(SeqpacketConnection connection) throws IOException {
        byte[] reply = Handshake.reply();
        connection.send(ByteBuffer.allocateDirect(reply.length).put(reply).flip());
    }
}
