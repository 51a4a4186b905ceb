// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.files.TestLedger;
import dev.gvtrace.capture.receive.BatchBuffers;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A recording that has begun, with a connection to an arbitrary process. */
record TestRecording(Recording recording, SeqpacketListener listener, SeqpacketConnection peer)
        implements AutoCloseable {
    static TestRecording begin(Path dir, Consumer<String> log) throws IOException {
        return begin(dir, log, () -> false, CaptureListener.NONE);
    }

    static TestRecording begin(Path dir, Consumer<String> log, BooleanSupplier diskIsFull, CaptureListener listens)
            throws IOException {
        return begin(dir, log, Opening.builder(TraceOrigin.LIVE, 1).build(), diskIsFull, listens, Retention.defaults());
    }

    static TestRecording begin(Path dir, Consumer<String> log, Opening opening) throws IOException {
        return begin(dir, log, opening, () -> false, CaptureListener.NONE, Retention.defaults());
    }

    /** With files that are due for the next one as soon as they have a message. */
    static TestRecording beginShort(Path dir, Consumer<String> log, BooleanSupplier diskIsFull) throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1).build();
        Retention each = Retention.defaults().withRotateAfterAtMost(Duration.ZERO);
        return begin(dir, log, opening, diskIsFull, CaptureListener.NONE, each);
    }

    private static TestRecording begin(
            Path dir,
            Consumer<String> log,
            Opening opening,
            BooleanSupplier diskIsFull,
            CaptureListener listens,
            Retention retention)
            throws IOException {
        Path out = Files.createDirectory(dir.resolve("out"));
        SeqpacketListener listener = SeqpacketListener.open(dir.resolve("socket"));
        SeqpacketConnection peer = SeqpacketConnection.connect(dir.resolve("socket"));
        PacketRing ring = new PacketRing(ByteBuffer.allocateDirect(1 << 20), 1 << 16);
        BatchBuffers.Pool buffers = new BatchBuffers.Pool(1 << 20, 1);
        SentryConnection connection = new SentryConnection(listener.accept(), ring, new WallClock(), buffers, () -> {});
        Recording recording = new Recording(
                new ConnectionInfo(1, new PeerProcess(1, 0, 0), 1, Text.ofUtf8("sandbox")),
                connection,
                opening,
                new RecordingContext(
                        CaptureOptions.of(dir.resolve("socket"), out).withRetention(retention),
                        listens,
                        new CaptureCounters(),
                        diskIsFull,
                        TestLedger.in(out),
                        log));
        recording.begin(1);
        return new TestRecording(recording, listener, peer);
    }

    /** Has the receiver's side take a packet. */
    void put(byte[] packet) {
        PacketRing ring = recording.connection().ring();
        ring.reserve().put(packet);
        ring.commit(packet.length, 1, 0);
    }

    @Override
    public void close() throws IOException {
        peer.close();
        listener.close();
    }
}
