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
 * Records a made-up sandbox into a directory of its own, which is removed again: then all that receives, records and
 * evaluates is loaded and mostly compiled when the first real sandbox connects. Code that is not compiled yet takes many times as
 * long, while a Sentry's socket holds no more than 278 packets. As measured with four sandboxes and 60,000 messages a second
 * from the first moment on, in bursts of 250: without a rehearsal the first messages waited 19 to 39 ms and 840 to 1,530 of
 * 120,000 were lost on JDK 25 (160 to 470 on 17), after one they waited 5 to 10 ms and 140 to 460 (160 to 310) were lost.
 */
final class Warmup {
    private static final int MESSAGES = 40_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration FINISH = Duration.ofSeconds(1);
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    private static final String LEFT_OUT = "no warm-up, so the first messages may be received late: ";

    private Warmup() {}

    /**
     * Holds one. When that is impossible there is a line in the log, and no other harm.
     *
     * @param place where its directory is made
     * @param listener hears the made-up sandbox
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
            // on a busy machine much may be left to record, while sandboxes wait
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
        SyntheticTraffic work = new SyntheticTraffic();
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
