// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.system.StandingThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recorder that cannot have as many threads as it needs, or whose log fails: it reports that, and continues when it
 * can.
 */
@Timeout(60)
class FewThreadsTest {
    private static final byte[] GOOD = FakeSentry.message(5, 0, 1_700_000_000_000_000_000L, "good", 0);

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile String missing = "none";
    private CaptureServer server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handshake", "receiver"})
    void refusesASandboxThatCannotBeRecordedAndContinuesOthers(String name) throws Exception {
        StandingThreads threads = start();
        try (FakeSentry honest = FakeSentry.greeted(socket())) {
            honest.send(GOOD);
            missing = name;
            // the threads of the first handshake and of the look at leftovers may serve one each
            List<FakeSentry> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(FakeSentry.silent(socket()));
                honest.send(GOOD);
            }
            for (FakeSentry other : others) {
                try {
                    other.send(new byte[] {8, 1});
                } catch (IOException e) {
                    // hung up on
                }
            }
            Await.until(log, () -> server.counters().refused() >= 18);
            missing = "none";
            for (FakeSentry other : others) {
                other.close();
            }
            try (FakeSentry later = FakeSentry.greeted(socket())) {
                later.send(GOOD);
                Await.until(log, () -> server.counters().messages() == 22);
            }
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(server.counters().lost()).isZero();
        assertThat(log)
                .anyMatch(line -> line.startsWith("refused a connection of process")
                        && line.endsWith(
                                "too little memory, or no thread can be created: unable to create native thread"));
        assertThat(threads.trouble()).isEmpty();
    }

    @Test
    void withoutThreadsForFactsThereAreNoFacts() throws Exception {
        start();
        missing = "facts";
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(GOOD);
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(server.counters().messages()).isEqualTo(1);
        assertThat(log).contains("facts are skipped: unable to create native thread");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept", "housekeeping", "disk", "sealer", "recorder-0"})
    void withoutOneThatItNeedsItDoesNotBegin(String name) {
        missing = name;
        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessage("thread " + name + " cannot be made: unable to create native thread");
        assertThat(socket()).doesNotExist();
    }

    @Test
    void aFailingLogDoesNotPreventRecording() throws Exception {
        StandingThreads threads = new StandingThreads();
        server = CaptureServer.start(options(), CaptureListener.NONE, threads, line -> {
            throw new OutOfMemoryError("Java heap space");
        });
        for (int i = 0; i < 3; i++) {
            try (FakeSentry refused = FakeSentry.silent(socket())) {
                refused.send(new byte[] {-1, -1});
                assertThat(refused.reply(10_000)).isNull();
            }
            try (FakeSentry sentry = FakeSentry.greeted(socket())) {
                sentry.send(GOOD);
            }
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(server.counters().messages()).isEqualTo(3);
        assertThat(server.counters().refused()).isEqualTo(3);
        assertThat(threads.trouble()).isEmpty();
    }

    @Test
    void aFileFromTheEndOfTimeEndsNoThread() throws Exception {
        Path out = Files.createDirectories(memory().resolve("out"));
        Path old = Files.write(out.resolve("20250101T000000.000Z-a-1.gvt"), new byte[1000]);
        Process touch = new ProcessBuilder("touch", "-d", "@9000000000000000000", old.toString()).start();
        touch.waitFor();
        StandingThreads threads = new StandingThreads();
        threads.logTo(log::add);
        Retention retention = new Retention(0, null, 0, java.time.Duration.ofDays(1), 0);
        server = CaptureServer.start(
                CaptureOptions.of(socket(), out).withRetention(retention), CaptureListener.NONE, threads, log::add);
        FakeSentry.greeted(socket()).close();
        Await.until(log, () -> server.connected() == 0);
        assertThat(threads.trouble()).isEmpty();
        server.close();
        try (Stream<Path> all = Files.walk(out.getParent())) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** A file system that takes any time of a file; most on disks do not. */
    private static Path memory() throws IOException {
        Path shared = Path.of("/dev/shm");
        return Files.createTempDirectory(Files.isWritable(shared) ? shared : Path.of("/tmp"), "gvtrace");
    }

    private StandingThreads start() throws IOException {
        StandingThreads threads = new StandingThreads(
                (body, name) -> {
                    if (name.startsWith(missing)) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return StandingThreads.daemon(body, name);
                },
                1000);
        threads.logTo(log::add);
        server = CaptureServer.start(options(), CaptureListener.NONE, threads, log::add);
        return threads;
    }

    private CaptureOptions options() {
        return CaptureOptions.of(socket(), dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
    }

    private Path socket() {
        return dir.resolve("s.sock");
    }
}
