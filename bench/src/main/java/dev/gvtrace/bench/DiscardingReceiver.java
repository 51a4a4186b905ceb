// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The yardstick for recording: {@code DiscardingReceiver SOCKET} answers handshakes, receives and forgets. */
public final class DiscardingReceiver {
    private static final int PACKET_BYTES = 1 << 20;

    private DiscardingReceiver() {}

    public static void main(String[] words) throws IOException {
        try (SeqpacketListener listener = SeqpacketListener.open(Path.of(words[0]))) {
            while (true) {
                SeqpacketConnection connection = listener.accept();
                new Thread(() -> discard(connection)).start();
            }
        }
    }

    /** Answers the handshake, then receives until the end. */
    static void discard(SeqpacketConnection connection) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PACKET_BYTES);
        try (connection) {
            int handshake = connection.receive(buffer);
            connection.send(buffer.position(0).limit(handshake));
            int received = handshake;
            while (received > 0) {
                received = connection.receive(buffer.clear());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
