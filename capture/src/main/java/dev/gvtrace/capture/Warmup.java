// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.proto.wire.Handshake;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Warms up the JVM by recording synthetic traffic to a temporary directory, so that the code that receives, records and
 * evaluates is loaded and mostly compiled when the first sandbox connects. Code that is not compiled yet is many times
 * slower, and a Sentry's socket holds only a few hundred packets. Measurements are in {@code bench/README.md}.
 */
final class Warmup {
    private static final int MESSAGES = 40_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration FINISH = Duration.ofSeconds(1);
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    private static final String LEFT_OUT = "no warm-up, so the first messages may be received late: ";

    private Warmup() {}

    /**
     * Warms up. If that is impossible, that is logged, with no other effect.
     *
     * @param place where the temporary directory is created
     * @param listener is notified of the synthetic traffic
     */
    static void hold(Path place, CaptureListener listener, Consumer<String> log) {
        try {
            Path directory = Files.createTempDirectory(place, "gvtrace-warmup-");
            try {
                record(directory, listener);
            } finally {
                remove(directory, log);
            }
        } catch (IOException e) {
            log.accept(LEFT_OUT + FileErrors.text(place, e));
        } catch (RuntimeException e) {
            log.accept(LEFT_OUT + e);
        }
    }

    private static void record(Path directory, CaptureListener listener) throws IOException {
        CaptureOptions options = CaptureOptions.of(directory.resolve("socket"), directory)
                .withWriter(WriterOptions.defaults().withSynced(false));
        CaptureServer server = CaptureServer.start(options, listener, line -> {});
        try (SeqpacketConnection sandbox = SeqpacketConnection.connect(server.socket())) {
            send(sandbox);
        } finally {
            // on a busy machine much may be left to record, and sandboxes are waiting
            server.stop(FINISH.toMillis());
        }
    }

    private static void send(SeqpacketConnection sandbox) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(SyntheticTraffic.LONGEST);
        sandbox.limitWaiting((int) HANDSHAKE.toMillis());
        sandbox.send(packet.put(Handshake.encode(Handshake.VERSION)).flip());
        if (sandbox.receive(packet.clear()) <= 0) {
            throw new IOException("the handshake was not answered");
        }
        SyntheticTraffic work = new SyntheticTraffic("warm-up");
        long until = System.nanoTime() + LONGEST.toNanos();
        for (int sent = 0; sent < MESSAGES && System.nanoTime() < until; sent++) {
            work.next(packet.clear());
            sandbox.send(packet.flip());
        }
    }

    private static void remove(Path directory, Consumer<String> log) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            log.accept("the warm-up left behind " + FileErrors.text(directory, e));
        }
    }
}
