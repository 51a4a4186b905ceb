// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.trace.Ending;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder in a process of its own with too low system limits: it reports that, an honest sandbox loses nothing, and
 * new ones are accepted when the limit is lifted.
 */
@Timeout(120)
@Tag("faults")
class SystemLimitsTest {
    private static final byte[] GOOD = FakeSentry.message(5, 0, 1_700_000_000_000_000_000L, "good", 0);
    private static final int PEERS = 60;

    @TempDir
    Path dir;

    /** The recorder: socket and directory are its words. It ends when its input does. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] words) throws Exception {
            CaptureOptions options = CaptureOptions.of(Path.of(words[0]), Path.of(words[1]))
                    .withLimits(CaptureLimits.defaults().withHandshake(Duration.ofSeconds(60)))
                    .withRetention(new Retention(0, null, 0, null, 0))
                    .withWarmup();
            try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, System.out::println)) {
                while (System.in.read() >= 0) {
                    System.out.println(server.counters().lost() + " lost");
                }
            }
            System.out.println("stopped");
        }
    }

    private interface Limit {
        void set(boolean on) throws Exception;
    }

    @Test
    void tooFewDescriptors() throws Exception {
        Process recorder = startRecorder();
        try {
            underLimit(
                    recorder,
                    on -> {
                        long most = on ? descriptors(recorder) + 4 : 4096;
                        run("prlimit", "--pid", String.valueOf(recorder.pid()), "--nofile=" + most + ":8192");
                    },
                    "cannot accept a connection on ");
        } finally {
            recorder.destroyForcibly();
        }
    }

    @Test
    void tooFewThreads() throws Exception {
        Path group = Path.of(
                "/sys/fs/cgroup/pids/gvtrace-test-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            Assumptions.abort("no control group can be made: " + e);
        }
        Process recorder = startRecorder();
        try {
            Files.writeString(group.resolve("cgroup.procs"), String.valueOf(recorder.pid()));
            underLimit(
                    recorder,
                    on -> {
                        String now =
                                Files.readString(group.resolve("pids.current")).strip();
                        Files.writeString(group.resolve("pids.max"), on ? now : "max");
                    },
                    "no thread can be made for it");
        } finally {
            recorder.destroyForcibly().waitFor();
            Files.delete(group);
        }
    }

    private void underLimit(Process recorder, Limit limit, String says) throws Exception {
        List<FakeSentry> others = new ArrayList<>();
        int sent = 0;
        try (FakeSentry honest = connect(recorder)) {
            limit.set(true);
            for (int i = 0; i < PEERS; i++) {
                try {
                    FakeSentry other = FakeSentry.silent(socket());
                    others.add(other);
                    other.send(new byte[] {8, 1});
                } catch (IOException e) {
                    // hung up on
                }
                for (int j = 0; j < 200; j++) {
                    honest.send(GOOD);
                    sent++;
                }
            }
            await(recorder, () -> log().contains(says));
            limit.set(false);
            for (FakeSentry other : others) {
                other.close();
            }
            try (FakeSentry later = FakeSentry.greeted(socket())) {
                later.send(GOOD);
                later.send(GOOD);
            }
            honest.send(GOOD);
            sent++;
        }
        recorder.getOutputStream().write('x');
        recorder.getOutputStream().close();
        assertThat(recorder.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(log()).contains("0 lost").contains("stopped").doesNotContain("error");
        List<Integer> messages = new ArrayList<>();
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".gvt")).toList()) {
                CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(file);
                assertThat(trace.ending()).isEqualTo(Ending.SEALED);
                assertThat(trace.gaps()).isEmpty();
                messages.add(trace.messages().size());
            }
        }
        assertThat(messages).contains(sent, 2);
    }

    private Process startRecorder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        classPath(),
                        Recorder.class.getName(),
                        socket().toString(),
                        dir.resolve("out").toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("recorder.log").toFile())
                .start();
    }

    /** Packed, as the program is: classes are loaded without a further descriptor. */
    private String classPath() throws IOException {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> packed = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(element))) {
                String made = dir.resolve(packed.size() + ".jar").toString();
                assertThat(jar.run(System.out, System.err, "-c", "-f", made, "-C", element, "."))
                        .isZero();
                packed.add(made);
            } else {
                packed.add(element);
            }
        }
        return String.join(File.pathSeparator, packed);
    }

    private FakeSentry connect(Process recorder) throws Exception {
        await(recorder, () -> Files.exists(socket()));
        return FakeSentry.greeted(socket());
    }

    private static long descriptors(Process recorder) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + recorder.pid() + "/fd"))) {
            return all.count();
        }
    }

    private static void run(String... words) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(words).inheritIO().start();
        } catch (IOException e) {
            Assumptions.abort(words[0] + " is not installed");
            return;
        }
        assertThat(process.waitFor()).isZero();
    }

    private Path socket() {
        return dir.resolve("s.sock");
    }

    private String log() throws IOException {
        return Files.readString(dir.resolve("recorder.log"));
    }

    private void await(Process recorder, Await.Condition condition) throws Exception {
        long until = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            assertThat(recorder.isAlive()).as(log()).isTrue();
            assertThat(System.nanoTime()).as("waited too long; log: %s", log()).isLessThan(until);
            Thread.sleep(10);
        }
    }
}
