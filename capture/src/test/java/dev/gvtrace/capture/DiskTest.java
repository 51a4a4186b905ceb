// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Full disks, budgets and ages. */
@Timeout(60)
class DiskTest {
    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void continuesWhenAFullDiskHasRoomAgain() throws Exception {
        Path out = dir.resolve("out");
        try (SmallDisk disk = SmallDisk.mount(out)) {
            Path ballast = disk.ballast(600 * 1024);
            Retention none = new Retention(0, null, 0, null, 0);
            CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), out)
                    .withRetention(none)
                    .withFlushEvery(Duration.ofMillis(50));
            int sent = 0;
            try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add);
                    FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                Random random = new Random(1);
                while (log.stream().noneMatch(line -> line.contains("cannot write"))) {
                    byte[] filling = FakeSentry.message(9, 0, 1, "c", 2000);
                    random.nextBytes(filling);
                    System.arraycopy(FakeSentry.message(9, 0, 1, "c", 2000), 0, filling, 0, 40);
                    sentry.send(filling);
                    sent++;
                    Thread.sleep(1);
                }
                for (int i = 0; i < 300; i++) {
                    sentry.send(FakeSentry.message(9, 0, 1, "c", 2000));
                    sent++;
                }
                Files.delete(ballast);
                Await.until(log, () -> log.stream().anyMatch(line -> line.contains("writing again")));
                sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
                sent++;
                sentry.close();
                Await.until(log, () -> server.connected() == 0);
            }
            CaptureServerTest.Trace trace =
                    CaptureServerTest.Trace.read(traces(out).get(0));
            assertThat(trace.ending()).as("%s", log).isEqualTo(Ending.SEALED);
            long lost = trace.gaps().stream().mapToLong(Gap::lost).sum();
            assertThat(lost).isPositive();
            assertThat(trace.messages().size() + lost).isEqualTo(sent);
            assertThat(trace.gaps()).allMatch(gap -> gap.cause().decoded().contains("not written"));
        }
    }

    @Test
    void whatWasWrittenBeforeAFullDiskStaysReadable() throws Exception {
        Path out = dir.resolve("out");
        try (SmallDisk disk = SmallDisk.mount(out)) {
            disk.ballast(500 * 1024);
            CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), out)
                    .withRetention(new Retention(0, null, 0, null, 0))
                    .withFlushEvery(Duration.ofMillis(20));
            try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
                try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                    byte[] noise = new byte[4000];
                    noise[0] = 8;
                    while (log.stream().noneMatch(line -> line.contains("cannot write"))) {
                        new Random(log.hashCode() + System.nanoTime()).nextBytes(noise);
                        noise[0] = 8;
                        noise[1] = 0;
                        for (int i = 4; i < 8; i++) {
                            noise[i] = 0;
                        }
                        sentry.send(noise);
                        Thread.sleep(1);
                    }
                }
                Await.until(log, () -> server.connected() == 0);
            }
            CaptureServerTest.Trace trace =
                    CaptureServerTest.Trace.read(traces(out).get(0));
            assertThat(trace.ending()).isNotEqualTo(Ending.SEALED);
            assertThat(trace.messages()).isNotEmpty();
            assertThat(log).anyMatch(line -> line.contains("cannot be sealed"));
        }
    }

    @Test
    void pausesBelowTheMinimumOfFreeSpace() throws Exception {
        Retention much = new Retention(0, null, 0, null, Long.MAX_VALUE);
        Path out = dir.resolve("out");
        CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), out).withRetention(much);
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add);
                FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("too little free space")));
        }
        assertThat(log).anyMatch(line -> line.contains("recording pauses"));
    }

    private static List<Path> traces(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
        }
    }
}
