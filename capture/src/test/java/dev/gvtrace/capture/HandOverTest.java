// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gvtrace.capture.CaptureServerTest.Trace;
import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.handover.ServiceManager;
import dev.gvtrace.capture.socket.FakeServiceManager;
import dev.gvtrace.capture.socket.InheritedDescriptor;
import dev.gvtrace.capture.socket.MemoryFile;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recorders that follow one another, with a service manager that keeps descriptors. */
@Timeout(60)
class HandOverTest {
    private static final long STOP_MILLIS = 10_000;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private FakeServiceManager manager;
    private CaptureServer server;

    @BeforeEach
    void startManager() throws IOException {
        manager = FakeServiceManager.at(dir.resolve("notify"), 64);
    }

    @AfterEach
    void end() throws IOException {
        if (server != null) {
            server.close();
        }
        manager.close();
    }

    private void start() throws IOException {
        CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), dir.resolve("out"))
                .withNames("gvtrace test", Text.EMPTY)
                .withRetention(new Retention(0, null, 0, null, 0));
        StandingThreads threads = new StandingThreads();
        threads.logTo(log::add);
        ServiceManager found = ServiceManager.of(manager.inherited(), manager.environment(), log::add);
        server = CaptureServer.start(options, found, CaptureListener.NONE, threads, log::add);
    }

    private static byte[] message(int number, int dropped) {
        return FakeSentry.message(9, dropped, System.currentTimeMillis() * 1_000_000, "c1", number);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theNextRecorderContinuesTheRecording() throws Exception {
        start();
        try (FakeSentry sentry = FakeSentry.greeted(dir.resolve("s.sock"))) {
            sentry.send(message(1, 2));
            Await.until(log, () -> server.counters().messages() == 1 && manager.size() == 2);
            assertThat(server.handOver(STOP_MILLIS)).isTrue();
            sentry.send(message(2, 2));
            sentry.send(message(3, 7));
            start();
            assertThat(server.isTakenUp("")).isTrue();
            assertThat(server.wasAttached("")).isFalse();
            sentry.send(message(4, 7));
            Await.until(log, () -> server.counters().messages() == 3 && manager.size() == 2);
        }
        Await.until(log, () -> server.connected() == 0 && manager.size() == 0);
        assertThat(server.isTakenUp("")).isFalse();
        Trace trace = Trace.read(files().get(0));
        assertThat(files()).hasSize(2);
        assertThat(trace.ending()).isEqualTo(Ending.SEALED);
        assertThat(trace.messages())
                .extracting(packet -> packet.length)
                .isSorted()
                .hasSize(4);
        assertThat(trace.gaps())
                .extracting(Gap::lost, Gap::cause)
                .containsExactly(tuple(2L, Gap.SOCKET_FULL), tuple(5L, Gap.RECORDER_RESTARTED));
        assertThat(trace.receivedInOrder()).isTrue();
        // that of the process that connected, once in each file
        assertThat(trace.facts().stream().filter(fact -> fact.kind().decoded().equals("runsc")))
                .hasSize(2);
        assertThat(log)
                .anyMatch(line -> line.contains(
                        "taken up from recorder " + ProcessHandle.current().pid()));
    }

    /** Its last messages are still in the socket. */
    @Test
    void aSandboxThatEndsMeanwhileIsRecordedToItsEnd() throws Exception {
        start();
        try (FakeSentry sentry = FakeSentry.greeted(dir.resolve("s.sock"))) {
            Await.until(log, () -> manager.size() == 2);
            assertThat(server.handOver(STOP_MILLIS)).isTrue();
            sentry.send(message(1, 0));
            sentry.send(message(2, 0));
        }
        start();
        Await.until(log, () -> server.connected() == 0 && manager.size() == 0);
        Trace trace = Trace.read(files().get(0));
        assertThat(trace.messages()).hasSize(2);
        assertThat(trace.gaps()).isEmpty();
        assertThat(trace.closing().continued()).isFalse();
    }

    @Test
    void aStopEndsTheRecording() throws Exception {
        start();
        try (FakeSentry sentry = FakeSentry.greeted(dir.resolve("s.sock"))) {
            Await.until(log, () -> manager.size() == 2);
            assertThat(server.stop(STOP_MILLIS)).isTrue();
            assertThat(sentry.reply(5000)).isNull();
        }
        Await.until(log, () -> manager.size() == 0);
        assertThat(Trace.read(files().get(0)).closing().continued()).isFalse();
    }

    /** The file is closed as the last one, and nothing waits for a recorder that knows nothing of it. */
    @Test
    void whatTheStoreHasNoRoomForEnds() throws Exception {
        manager.close();
        manager = FakeServiceManager.at(dir.resolve("small"), 3);
        start();
        try (FakeSentry first = FakeSentry.greeted(dir.resolve("s.sock"));
                FakeSentry second = FakeSentry.greeted(dir.resolve("s.sock"))) {
            Await.until(log, () -> manager.size() == 3);
            assertThat(server.handOver(STOP_MILLIS)).isTrue();
            assertThat(first.reply(5000)).isNull();
            assertThat(second.reply(5000)).isNull();
        }
        assertThat(log).anyMatch(line -> line.contains("does not keep the connections (FileDescriptorStoreMax=)"));
        for (Path file : files()) {
            assertThat(Trace.read(file).closing().continued()).isFalse();
        }
        Await.until(log, () -> manager.size() == 0);
    }

    /** As after a crash: the state in the store is that of a recording under way. */
    @Test
    void aConnectionOfACrashedRecorderGetsANewRecording() throws Exception {
        start();
        try (FakeSentry sentry = FakeSentry.greeted(dir.resolve("s.sock"))) {
            sentry.send(message(1, 3));
            Await.until(log, () -> server.counters().messages() == 1 && manager.size() == 2);
            byte[] running = content();
            assertThat(server.handOver(STOP_MILLIS)).isTrue();
            memory().write(running);
            start();
            sentry.send(message(2, 5));
            Await.until(log, () -> server.counters().messages() == 1);
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(files()).hasSize(2);
        assertThat(ids()).hasSize(2);
        Trace next = Trace.read(files().get(1));
        assertThat(next.gaps()).extracting(Gap::lost).containsExactly(Gap.UNKNOWN, 2L);
        assertThat(next.gaps().get(0).cause().decoded()).contains("ended without writing everything");
        assertThat(next.facts()).isNotEmpty();
    }

    private List<Object> ids() throws IOException {
        List<Object> ids = new CopyOnWriteArrayList<>();
        for (Path file : files()) {
            try (TraceSource source = TraceSources.openFile(file)) {
                ids.add(source.summary().recording());
            }
        }
        return ids.stream().distinct().toList();
    }

    @Test
    void aDamagedStateEndsItsConnectionAlone() throws Exception {
        damaged("{\"version\":1}", "state cannot be read");
    }

    @Test
    void aStateOfAnotherVersionEndsItsConnectionAlone() throws Exception {
        damaged("{\"version\":2}", "state of version 2, expected 1");
    }

    private void damaged(String state, String reason) throws Exception {
        start();
        try (FakeSentry sentry = FakeSentry.greeted(dir.resolve("s.sock"))) {
            Await.until(log, () -> manager.size() == 2);
            assertThat(server.handOver(STOP_MILLIS)).isTrue();
            memory().write(state.getBytes(StandardCharsets.UTF_8));
            start();
            assertThat(sentry.reply(5000)).isNull();
        }
        Await.until(log, () -> manager.size() == 0);
        assertThat(log).anyMatch(line -> line.contains("cannot be used") && line.contains(reason));
        try (FakeSentry other = FakeSentry.greeted(dir.resolve("s.sock"))) {
            other.send(message(1, 0));
            Await.until(log, () -> server.counters().messages() == 1);
        }
    }

    private byte[] content() throws IOException {
        return memory().read();
    }

    private MemoryFile memory() throws IOException {
        MemoryFile found = null;
        for (InheritedDescriptor each : manager.inherited()) {
            if (each.isMemoryFile()) {
                found = each.toMemoryFile();
            } else {
                each.close();
            }
        }
        return found;
    }
}
