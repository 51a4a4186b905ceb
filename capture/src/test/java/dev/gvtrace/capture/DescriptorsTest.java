// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that hang up, at whatever moment, leave no descriptor and take no place. */
@Timeout(120)
class DescriptorsTest {
    private static final int PEERS = Integer.getInteger("gvtrace.peers", 300);
    /** What libraries and the JVM may open meanwhile. */
    private static final int SLACK = 30;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private CaptureServer server;

    /** What a peer does, up to where it hangs up. */
    private interface Peer {
        void come(Path socket) throws IOException;
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aSilentClient() throws Exception {
        start(CaptureLimits.defaults());
        leavesNothing(socket -> FakeSentry.silent(socket).close());
    }

    @Test
    void aClientThatDisconnectsAfterItsHandshake() throws Exception {
        start(CaptureLimits.defaults());
        leavesNothing(socket -> {
            try (FakeSentry peer = FakeSentry.silent(socket)) {
                peer.send(new byte[] {8, 1});
            }
        });
    }

    @Test
    void aClientThatDisconnectsAfterTheAnswer() throws Exception {
        start(CaptureLimits.defaults());
        leavesNothing(socket -> FakeSentry.greeted(socket).close());
    }

    @Test
    void aClientWithAnInvalidHandshake() throws Exception {
        start(CaptureLimits.defaults());
        leavesNothing(socket -> {
            try (FakeSentry peer = FakeSentry.silent(socket)) {
                peer.send(new byte[] {-1, -1, -1});
            }
        });
        leavesNothing(socket -> {
            try (FakeSentry peer = FakeSentry.silent(socket)) {
                peer.send(new byte[] {-1, -1, -1});
                assertThat(peer.reply(10_000)).isNull();
            }
        });
    }

    @Test
    void aClientWithAnEmptyHandshake() throws Exception {
        start(CaptureLimits.defaults());
        leavesNothing(socket -> {
            try (FakeSentry peer = FakeSentry.silent(socket)) {
                peer.send(new byte[0]);
            }
        });
    }

    @Test
    void aClientBeyondTheLastPlace() throws Exception {
        start(CaptureLimits.defaults().withConnections(1).withHandshake(Duration.ofSeconds(100)));
        try (FakeSentry taking = FakeSentry.greeted(socket())) {
            leavesNothing(socket -> FakeSentry.silent(socket).close());
            leavesNothing(socket -> {
                try (FakeSentry peer = FakeSentry.silent(socket)) {
                    assertThat(peer.reply(10_000)).isNull();
                }
            });
        }
    }

    private void leavesNothing(Peer peer) throws Exception {
        int places = server.connected();
        peer.come(socket());
        Await.until(log, () -> server.connected() == places);
        long before = descriptors();
        long buffersBefore = buffers();
        for (int i = 0; i < PEERS; i++) {
            peer.come(socket());
        }
        Await.until(log, () -> server.connected() == places);
        assertThat(descriptors()).isLessThan(before + SLACK);
        assertThat(buffers()).as("buffers are used again").isLessThan(buffersBefore + PEERS / 2);
    }

    /** Ours, of the server and of its peers. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private static long buffers() throws IOException {
        try (Stream<String> all = Files.lines(Path.of("/proc/self/maps"))) {
            return all.filter(line -> line.contains(".buffer")).count();
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
}
