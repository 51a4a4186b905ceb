// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** One end of a session's connection, for the Sentry. One thread at a time. */
interface Line extends AutoCloseable {
    /** Sends a packet without waiting; false if the recorder's queue is full. */
    boolean trySend(ByteBuffer packet) throws IOException;

    @Override
    void close() throws IOException;

    /** A connection of this process. */
    static Line of(SeqpacketConnection connection) {
        return new Line() {
            @Override
            public boolean trySend(ByteBuffer packet) throws IOException {
                return connection.trySend(packet);
            }

            @Override
            public void close() throws IOException {
                connection.close();
            }
        };
    }

    /** A connection that another process has made, and that doesn't block. */
    static Line of(FileDescriptor descriptor) {
        FileChannel channel = new FileOutputStream(descriptor).getChannel();
        return new Line() {
            @Override
            public boolean trySend(ByteBuffer packet) throws IOException {
                return channel.write(packet) > 0;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
