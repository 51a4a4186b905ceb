// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.system.StandingThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SandboxWatchTest {
    /** What is in the file "state" is the state of the one sandbox: gone, none, busy or other. */
    private static final String RUNSC = """
            case "$*" in
              list*) case $(cat STATE) in
                  gone) echo null ;;
                  *) echo '[{"id":"c1","status":"running","pid":PID,"bundle":""}]' ;;
                esac ;;
              *trace\\ list*) case $(cat STATE) in
                  none) echo "SESSIONS (0)" ;;
                  busy) printf 'SESSIONS (1)\\n"Default"\\n\\tSink: "remote", dropped: 12\\n' ;;
                  other) printf 'SESSIONS (1)\\n"Default"\\n\\tSink: "remote", dropped: 0\\n' ;;
                esac ;;
              *procfs*) exit 128 ;;
            esac
            """;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private FakeRunsc program;
    private CaptureServer server;
    private Runsc runsc;

    @BeforeEach
    void start() throws IOException {
        state("none");
        program = FakeRunsc.make(
                dir,
                RUNSC.replace("STATE", dir.resolve("state").toString())
                        .replace("PID", Long.toString(ProcessHandle.current().pid())));
        runsc = new Runsc(program.program(), null);
        CaptureOptions options = CaptureOptions.of(dir.resolve("s"), dir.resolve("out"))
                .withRetention(new Retention(0, null, 0, null, 0));
        server = CaptureServer.start(options, CaptureListener.NONE, line -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void oneThatIsFoundTwiceIsLoggedOnceAndStaysInTheStatus() throws Exception {
        SandboxWatch watch = watch(null);
        assertThat(server.status().unrecorded()).isNull();
        watch.check();
        assertThat(log).as("it may be starting").isEmpty();
        assertThat(server.status().unrecorded()).isEmpty();
        watch.check();
        watch.check();
        assertThat(log)
                .singleElement()
                .asString()
                .contains("1 sandboxes run without a session")
                .endsWith(": c1");
        assertThat(server.status().unrecorded()).containsExactly("c1");
        state("gone");
        watch.check();
        assertThat(server.status().unrecorded()).isEmpty();
        state("busy");
        watch.check();
        watch.check();
        assertThat(log)
                .hasSize(2)
                .last()
                .asString()
                .contains("has had no recorder")
                .contains("c1 (12 messages dropped)");
    }

    @Test
    void attachesToThoseThatNoOtherRecorderMayRecord() throws Exception {
        Attachment attachment = new Attachment(server, runsc, Profile.MINIMAL.config(dir.resolve("s")), log::add);
        SandboxWatch watch = watch(attachment);
        state("other");
        watch.check();
        watch.check();
        assertThat(program.called("create")).isZero();
        state("busy");
        watch.check();
        assertThat(program.called("create")).isEqualTo(1);
        watch.check();
        assertThat(program.called("create")).as("its session was lost again").isEqualTo(2);
    }

    @Test
    void aRunscThatFailsIsLoggedOnceUnlessItMayBeMissing() throws Exception {
        Files.delete(program.program());
        StandingThreads threads = new StandingThreads();
        try (SandboxWatch watch = watch(null)) {
            watch.start(threads, false);
            Await.until(log, () -> !log.isEmpty());
        }
        assertThat(log).singleElement().asString().contains("cannot list the sandboxes that are not recorded");
        assertThat(threads.trouble()).isEmpty();
        assertThat(threads.all()).noneMatch(thread -> thread.isAlive());
    }

    private SandboxWatch watch(Attachment attachment) {
        UnrecordedSandboxes unrecorded = new UnrecordedSandboxes(server, runsc, log::add);
        return new SandboxWatch(server, unrecorded, attachment, Duration.ofMillis(5), false, log::add);
    }

    private void state(String now) throws IOException {
        Files.writeString(dir.resolve("state"), now);
    }
}
