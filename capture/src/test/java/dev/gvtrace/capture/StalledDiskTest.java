// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes nothing for some seconds: the delay is reported, and nothing is lost. */
@Timeout(120)
@Tag("faults")
class StalledDiskTest {
    private static final byte[] GOOD = FakeSentry.message(5, 0, 1_700_000_000_000_000_000L, "good", 100);

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void reportsPromisedDataThatTheDiskDoesNotTake() throws Exception {
        Path image = dir.resolve("image");
        Path disk = Files.createDirectory(dir.resolve("disk"));
        Files.write(image, new byte[16 << 20]);
        Assumptions.assumeTrue(
                run("mkfs.ext4", "-q", image.toString())
                        && run("mount", "-o", "loop", image.toString(), disk.toString()),
                "no disk can be mounted here");
        Path out = Files.createDirectory(disk.resolve("out"));
        CaptureOptions options =
                CaptureOptions.of(dir.resolve("s.sock"), out).withRetention(new Retention(0, null, 0, null, 0));
        int sent = 0;
        boolean frozen = false;
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            try (FakeSentry sentry = FakeSentry.greeted(server.socket());
                    FakeSentry other = FakeSentry.greeted(server.socket())) {
                sentry.send(GOOD);
                other.send(GOOD);
                Await.until(log, () -> server.counters().messages() == 2);
                frozen = run("fsfreeze", "-f", disk.toString());
                Assumptions.assumeTrue(frozen, "the disk cannot be stopped here");
                sent = 1;
                while (log.stream()
                                .filter(line -> line.contains("nothing was written for"))
                                .count()
                        < 2) {
                    sentry.send(GOOD);
                    other.send(GOOD);
                    sent++;
                    Thread.sleep(10);
                }
                assertThat(run("fsfreeze", "-u", disk.toString())).isTrue();
                frozen = false;
                Await.until(
                        log,
                        () -> log.stream()
                                        .filter(line -> line.contains("written again, after up to"))
                                        .count()
                                == 2);
            }
            Await.until(log, () -> server.connected() == 0);
            assertThat(server.counters().lost()).isZero();
            assertThat(server.counters().longestUnwrittenNs()).isGreaterThan(1_500_000_000L);
            assertThat(log).anyMatch(line -> line.contains(" s in memory only as the disk stalled, sealed "));
            try (Stream<Path> files = Files.list(out)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".gvt")).toList()) {
                    assertThat(CaptureServerTest.Trace.read(file).messages()).hasSize(sent);
                }
            }
        } finally {
            if (frozen) {
                run("fsfreeze", "-u", disk.toString());
            }
            run("umount", "-l", disk.toString());
        }
    }

    private static boolean run(String... words) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
