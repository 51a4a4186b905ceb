// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.TestLedger;
import dev.gvtrace.capture.receive.BatchBuffers;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the receiver's turn of a recording takes and leaves to the recorder; here both are the test's thread. */
@Timeout(60)
class RecordingTurnsTest {
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final int MOST = 64 * 1024;

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();
    private final PacketRing ring = new PacketRing(ByteBuffer.allocateDirect(8 << 20), 1 << 20);
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();
    private final List<byte[]> sent = new ArrayList<>();
    private Path out;
    private SeqpacketListener listener;
    private SeqpacketConnection peer;
    private SentryConnection connection;

    @BeforeEach
    void connect() throws IOException {
        out = Files.createDirectory(dir.resolve("out"));
        listener = SeqpacketListener.open(dir.resolve("s"));
        peer = SeqpacketConnection.connect(dir.resolve("s"));
        BatchBuffers.Pool buffers = new BatchBuffers.Pool(1 << 20, 1);
        connection = new SentryConnection(listener.accept(), ring, new WallClock(), buffers, () -> {});
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
        listener.close();
    }

    @Test
    void theReceiverCollectsWithoutWritingAndStopsWhenMuchWaits() throws IOException {
        Recording recording = recording(CaptureListener.NONE);
        Path file = recording.file();
        long before = Files.size(file);
        Random random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            byte[] packet = FakeSentry.message(9, 0, T0 + i, "c", 1000);
            byte[] noise = new byte[900];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, packet, packet.length - noise.length, noise.length);
            put(packet);
        }
        int turns = 0;
        while (recording.drain(scratch, MOST)) {
            turns++;
        }
        assertThat(turns).isBetween(16, 40);
        assertThat(Files.size(file)).isEqualTo(before);
        assertThat(ring.isEmpty()).isFalse();
        assertThat(recording.drain(scratch, MOST)).isFalse();
        assertThat(Files.size(file)).isEqualTo(before);

        recording.turn(scratch, 1, T0);
        long written = Files.size(file);
        assertThat(written).isGreaterThan(before + (1 << 20));
        assertThat(recording.drain(scratch, MOST)).isTrue();
        assertThat(Files.size(file)).isEqualTo(written);
        assertThat(finished(recording).messages()).containsExactlyElementsOf(sent);
    }

    @Test
    void theReceiverRecordsGapsToo() throws IOException {
        Recording recording = recording(CaptureListener.NONE);
        put(FakeSentry.message(9, 0, T0, "c", 0));
        put(FakeSentry.message(9, 7, T0 + 1, "c", 0));
        assertThat(recording.drain(scratch, MOST)).isTrue();
        assertThat(ring.isEmpty()).isTrue();
        CaptureServerTest.Trace trace = finished(recording);
        assertThat(trace.messages()).containsExactlyElementsOf(sent);
        assertThat(trace.gaps()).extracting(Gap::lost).containsExactly(7L);
    }

    @Test
    void theReceiverTakesNothingWithAListener() throws IOException {
        List<Integer> heard = new ArrayList<>();
        Recording recording = recording(new CaptureListener() {
            @Override
            public void packet(ConnectionInfo c, long receivedNs, byte[] buffer, int offset, int length) {
                heard.add(length);
            }
        });
        put(FakeSentry.message(9, 0, T0, "c", 100));
        assertThat(recording.drain(scratch, MOST)).isTrue();
        assertThat(heard).isEmpty();
        assertThat(ring.isEmpty()).isFalse();
        recording.turn(scratch, MOST, T0);
        assertThat(heard).containsExactly(sent.get(0).length);
    }

    @Test
    void theReceiverLeavesPacketsThatCannotBeWrittenToTheRecorder() throws IOException {
        Files.delete(out);
        Files.writeString(out, "in the way");
        Recording recording = recording(CaptureListener.NONE);
        assertThat(log).anyMatch(line -> line.contains("cannot write"));
        put(FakeSentry.message(9, 0, T0, "c", 100));
        assertThat(recording.drain(scratch, MOST)).isFalse();
        assertThat(ring.isEmpty()).isFalse();
        recording.turn(scratch, MOST, T0);
        assertThat(ring.isEmpty()).isTrue();

        Files.delete(out);
        Files.createDirectory(out);
        CaptureServerTest.Trace trace = finished(recording);
        assertThat(trace.messages()).isEmpty();
        assertThat(trace.gaps()).extracting(Gap::lost).containsExactly(1L);
    }

    private Recording recording(CaptureListener hears) {
        ConnectionInfo info = new ConnectionInfo(1, new PeerProcess(1, 0, 0), T0, Text.ofUtf8("sandbox"));
        Opening opening = Opening.builder(TraceOrigin.LIVE, T0).build();
        CaptureOptions options = CaptureOptions.of(dir.resolve("s"), out);
        RecordingContext server =
                new RecordingContext(options, hears, new CaptureCounters(), () -> false, TestLedger.in(dir), log::add);
        Recording recording = new Recording(info, connection, opening, server);
        recording.begin(T0);
        return recording;
    }

    private void put(byte[] packet) {
        sent.add(packet);
        ring.reserve().put(packet);
        ring.commit(packet.length, T0 + sent.size(), 0);
    }

    /** Lets the recorder take the rest, and reads the file. */
    private CaptureServerTest.Trace finished(Recording recording) throws IOException {
        while (!ring.isEmpty()) {
            recording.turn(scratch, MOST, T0);
        }
        recording.finish(T0 + 1_000_000_000L);
        return CaptureServerTest.Trace.read(recording.file());
    }
}
