// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connects to a recorder like runsc, and sends given messages. */
public final class SentryClient implements AutoCloseable {
    private static final int TRIES = 1000;

    private final SeqpacketConnection connection;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

    private SentryClient(SeqpacketConnection connection) {
        this.connection = connection;
    }

    /** Waits until the recorder listens, and connects. */
    static SentryClient connect(Path socket, Subprocess recorder) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            assertThat(recorder.isAlive()).as(recorder.err()).isTrue();
            if (Files.exists(socket)) {
                try {
                    return new SentryClient(SeqpacketConnection.connect(socket));
                } catch (IOException e) {
                    // bound, but it does not listen yet
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("it does not listen: " + recorder.err());
    }

    /** The same, with the handshake. */
    public static SentryClient greeted(Path socket, Subprocess recorder) throws Exception {
        SentryClient client = connect(socket, recorder);
        client.send(8, 1);
        assertThat(client.connection.receive(ByteBuffer.allocateDirect(10))).isEqualTo(2);
        return client;
    }

    /** Sends one packet. */
    public void send(int... bytes) throws IOException {
        buffer.clear();
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        connection.send(buffer.flip());
    }

    /** Sends all messages of a trace; returns how many these are. */
    public int sendAll(Path trace) throws IOException {
        int sent = 0;
        try (TraceSource source = TraceSources.open(trace);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    buffer.clear().put(records.buffer(), records.offset(), records.length());
                    connection.send(buffer.flip());
                    sent++;
                }
            }
        }
        return sent;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
