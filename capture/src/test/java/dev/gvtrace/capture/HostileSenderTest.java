// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.trace.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A compromised Sentry: what it sends is kept as evidence, costs a bounded amount, and never disturbs another sandbox.
 */
@Timeout(60)
class HostileSenderTest {
    private static final byte[] GOOD = FakeSentry.message(5, 0, 1_700_000_000_000_000_000L, "good", 0);

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private CaptureServer server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void falseHeadersAreKeptAndTheConnectionContinues() throws Exception {
        start(CaptureLimits.defaults());
        List<byte[]> sent = new ArrayList<>();
        for (int size = 0; size < 8; size++) {
            sent.add(new byte[] {(byte) size, 0, 5, 0, 0, 0, 0, 0, 1, 2});
        }
        for (int size : new int[] {11, 256, 0x7fff, 0xffff}) {
            sent.add(new byte[] {(byte) size, (byte) (size >> 8), 5, 0, 0, 0, 0, 0, 1, 2});
        }
        for (int length = 1; length < 8; length++) {
            sent.add(new byte[length]);
        }
        int malformed = sent.size();
        sent.add(GOOD);
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (byte[] packet : sent) {
                sentry.send(packet);
            }
        }
        CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(sealed(1).get(0));
        assertThat(trace.messages()).containsExactlyElementsOf(sent);
        assertThat(trace.gaps()).as("such a packet has no drop counter").isEmpty();
        assertThat(server.counters().malformed()).isEqualTo(malformed);
        assertThat(log.stream().filter(line -> line.contains("malformed packet")))
                .as("a flood of these may not become a flood of lines")
                .hasSizeLessThan(malformed);
    }

    @Test
    void aSecondHandshakeIsAPacketAndIsNotAnswered() throws Exception {
        start(CaptureLimits.defaults());
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(new byte[] {8, 1});
            sentry.send(GOOD);
            assertThat(sentry.reply(200)).as("nothing came, and nobody hung up").isEmpty();
        }
        CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(sealed(1).get(0));
        assertThat(trace.messages()).containsExactly(new byte[] {8, 1}, GOOD);
        assertThat(server.counters().malformed()).isEqualTo(1);
    }

    @Test
    void emptyPacketsAreKeptAndLoseNothing() throws Exception {
        start(CaptureLimits.defaults());
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            // also more in a row than are received at once
            sent.add(i % 50 < 20 || i % 3 == 0 ? new byte[0] : FakeSentry.message(5, 0, i, "good", i % 300));
        }
        sent.add(GOOD);
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (byte[] packet : sent) {
                sentry.send(packet);
            }
        }
        CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(sealed(1).get(0));
        assertThat(trace.messages()).containsExactlyElementsOf(sent);
        assertThat(trace.closing().reason().decoded()).contains("closed the connection");
    }

    @Test
    void whatWasSentBeforeTheAnswerIsRecorded() throws Exception {
        start(CaptureLimits.defaults());
        int peers = 50;
        for (int i = 0; i < peers; i++) {
            try (FakeSentry hasty = FakeSentry.silent(socket())) {
                hasty.send(new byte[] {8, 1});
                hasty.send(GOOD);
                hasty.send(GOOD);
            }
        }
        for (Path file : sealed(peers)) {
            assertThat(CaptureServerTest.Trace.read(file).messages()).containsExactly(GOOD, GOOD);
        }
        assertThat(server.counters().lost()).isZero();
    }

    @Test
    void aFloodDoesNotDelayAnotherSandbox() throws Exception {
        CaptureLimits one = CaptureLimits.defaults();
        start(new CaptureLimits(
                one.connections(),
                256 << 10,
                1 << 20,
                one.handshake(),
                one.facts(),
                1,
                1,
                0,
                one.containersPerSandbox()));
        byte[] large = FakeSentry.message(9, 0, 1, "flood", 150_000);
        AtomicBoolean enough = new AtomicBoolean();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread flood = new Thread(() -> {
            try (FakeSentry sentry = FakeSentry.greeted(socket())) {
                while (!enough.get()) {
                    sentry.send(large);
                }
            } catch (IOException e) {
                failures.add(e);
            }
        });
        flood.start();
        Await.until(log, () -> server.counters().messages() > 20);
        int each = 500;
        for (int quiet = 0; quiet < 3; quiet++) {
            try (FakeSentry sentry = FakeSentry.greeted(socket())) {
                for (int i = 0; i < each; i++) {
                    sentry.send(GOOD);
                }
            }
        }
        // all are sealed while the flood goes on
        Await.until(
                log,
                () -> log.stream().filter(line -> line.contains(", sealed ")).count() == 3);
        assertThat(flood.isAlive()).isTrue();
        enough.set(true);
        flood.join();
        assertThat(failures).isEmpty();
        long whole = 0;
        for (Path file : sealed(4)) {
            CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(file);
            assertThat(trace.ending()).isEqualTo(Ending.SEALED);
            assertThat(trace.gaps()).isEmpty();
            whole += trace.messages().size() == each ? 1 : 0;
        }
        assertThat(whole).isEqualTo(3);
    }

    @Test
    void silentClientsLoseTheirPlaces() throws Exception {
        start(CaptureLimits.defaults().withConnections(4).withHandshake(Duration.ofMillis(500)));
        List<FakeSentry> silent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            silent.add(FakeSentry.silent(socket()));
        }
        for (FakeSentry client : silent) {
            assertThat(client.reply(10_000)).as("hung up on").isNull();
        }
        Await.until(log, () -> server.connected() == 0);
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(GOOD);
        }
        assertThat(CaptureServerTest.Trace.read(sealed(1).get(0)).messages()).containsExactly(GOOD);
        assertThat(server.counters().refused()).isEqualTo(4);
        for (FakeSentry client : silent) {
            client.close();
        }
    }

    @Test
    void moreContainersThanThereCanBeCostNothingButTheirMessages() throws Exception {
        start(CaptureLimits.defaults());
        int many = 3000;
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (int i = 0; i < many; i++) {
                sentry.send(FakeSentry.message(1, 0, i, "../../etc/" + "x".repeat(i % 300) + i, 0));
            }
        }
        CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(sealed(1).get(0));
        assertThat(trace.messages()).hasSize(many);
        assertThat(trace.ending()).isEqualTo(Ending.SEALED);
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .as("no name of theirs becomes a path")
                    .hasSize(3)
                    .contains("ledger.jsonl", ".lock");
        }
    }

    private void start(CaptureLimits limits) throws IOException {
        server = CaptureServer.start(
                CaptureOptions.of(socket(), dir.resolve("out"))
                        .withRetention(new Retention(0, null, 0, null, 0))
                        .withLimits(limits),
                CaptureListener.NONE,
                log::add);
    }

    private Path socket() {
        return dir.resolve("s.sock");
    }

    /** The files, once this many recordings are over. */
    private List<Path> sealed(int recordings) throws Exception {
        Await.until(
                log,
                () -> log.stream().filter(line -> line.contains(", sealed ")).count() == recordings);
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted()
                    .toList();
        }
    }
}
