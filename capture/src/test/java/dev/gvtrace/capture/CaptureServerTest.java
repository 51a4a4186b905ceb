// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureServerTest {
    private static final long T0 = 1_700_000_000_000_000_000L;

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
    void recordsEveryPacketAsItCame() throws Exception {
        start(options());
        List<byte[]> sent = new ArrayList<>();
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (int i = 0; i < 1000; i++) {
                byte[] packet = FakeSentry.message(1 + i % 38, 0, T0 + i, "c1", i % 300);
                sent.add(packet);
                sentry.send(packet);
            }
        }
        Trace trace = onlyTrace();
        assertThat(trace.ending()).isEqualTo(Ending.SEALED);
        assertThat(trace.messages()).hasSize(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(trace.messages().get(i)).isEqualTo(sent.get(i));
        }
        assertThat(trace.gaps()).isEmpty();
        assertThat(trace.closing().reason().decoded()).contains("closed the connection");
        assertThat(trace.opening().handshake()).containsExactly(8, 1);
        assertThat(trace.opening().peer().pid())
                .isEqualTo((int) ProcessHandle.current().pid());
        assertThat(trace.receivedInOrder()).isTrue();
    }

    @Test
    void theWarmUpIsNotRecorded() throws Exception {
        start(options().withWarmup());
        assertThat(server.counters().messages()).isZero();
        assertThat(traces()).isEmpty();
        assertThat(log).isEmpty();
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(FakeSentry.message(9, 0, T0, "c1", 5));
        }
        assertThat(onlyTrace().messages()).hasSize(1);
    }

    @Test
    void recordsAFloodInOrder() throws Exception {
        start(options());
        int count = 60_000;
        try (FakeSentry first = FakeSentry.greeted(socket());
                FakeSentry second = FakeSentry.greeted(socket())) {
            for (int i = 0; i < count; i++) {
                first.send(FakeSentry.message(9, 0, T0 + i, "first", i % 300));
                second.send(FakeSentry.message(10, 0, T0 + i, "second", i % 200));
            }
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(traces()).hasSize(2);
        for (Path file : traces()) {
            Trace trace = Trace.read(file);
            assertThat(trace.ending()).isEqualTo(Ending.SEALED);
            assertThat(trace.gaps()).isEmpty();
            assertThat(trace.receivedInOrder()).isTrue();
            assertThat(trace.messages()).hasSize(count);
            boolean isFirst = trace.messages().get(0)[2] == 9;
            for (int i = 0; i < count; i++) {
                byte[] expected = isFirst
                        ? FakeSentry.message(9, 0, T0 + i, "first", i % 300)
                        : FakeSentry.message(10, 0, T0 + i, "second", i % 200);
                assertThat(Arrays.equals(trace.messages().get(i), expected))
                        .as("message %d of %s", i, file)
                        .isTrue();
            }
        }
    }

    @Test
    void turnsTheDropCounterIntoGaps() throws Exception {
        start(options());
        int[] counts = {0, 0, 3, 2, 3, 10, -5, 2};
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (int count : counts) {
                sentry.send(FakeSentry.message(5, count, System.currentTimeMillis() * 1_000_000, "c1", 0));
            }
        }
        Trace trace = onlyTrace();
        assertThat(trace.messages()).hasSize(counts.length);
        assertThat(trace.gaps()).extracting(Gap::lost).containsExactly(3L, 7L);
        assertThat(trace.gaps()).allSatisfy(gap -> {
            assertThat(gap.fromNs()).isPositive().isLessThanOrEqualTo(gap.toNs());
            assertThat(gap.cause().decoded()).contains("Sentry dropped");
        });
        assertThat(trace.closing().counts().lost()).isEqualTo(10);
        assertThat(server.counters().lost(LossKind.SOCKET_FULL)).isEqualTo(10);
        assertThat(server.counters().lost()).isEqualTo(10);
        assertThat(server.counters().blocks()).isPositive();
    }

    @Test
    void reportsItsRecordings() throws Exception {
        start(options());
        assertThat(server.status().recordings()).isEmpty();
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(FakeSentry.message(5, 2, System.currentTimeMillis() * 1_000_000, "c1", 0));
            Await.until(
                    log,
                    () -> server.counters().lost() == 2 || server.counters().messages() == 1);
            Await.until(log, () -> server.status().recordings().stream().anyMatch(each -> each.messages() == 1));
            ServerStatus status = server.status();
            assertThat(status.problems()).isEmpty();
            assertThat(status.connected()).isEqualTo(1);
            assertThat(status.bufferedBytes()).isZero();
            assertThat(status.recordings())
                    .singleElement()
                    .satisfies(each -> assertThat(each.file()).isRegularFile())
                    .satisfies(each -> assertThat(each.trouble()).isNull());
        }
        Await.until(log, () -> server.status().recordings().isEmpty());
    }

    @Test
    void followsACounterThatWrapsAround() throws Exception {
        start(options());
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (int count : new int[] {Integer.MAX_VALUE, -2, 4}) {
                sentry.send(FakeSentry.message(5, count, T0, "c1", 0));
            }
        }
        assertThat(onlyTrace().gaps()).extracting(Gap::lost).containsExactly(2147483647L, 2147483647L, 6L);
    }

    @Test
    void recordsAndCountsMalformedPackets() throws Exception {
        start(options());
        List<byte[]> sent = List.of(
                new byte[] {1},
                new byte[] {7, 0, 5, 0, 0, 0, 0, 0},
                new byte[] {9, 0, 5, 0, 0, 0, 0, 0},
                new byte[] {8, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {8, 0, 5, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff},
                new byte[] {12, 0, 5, 0, 0, 0, 0, 0, 1, 2, 3, 4},
                new byte[] {8, 0, 99, 0, 0, 0, 0, 0, 8, 1});
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (byte[] packet : sent) {
                sentry.send(packet);
            }
        }
        assertThat(onlyTrace().messages()).containsExactlyElementsOf(sent);
        assertThat(server.counters().malformed()).isEqualTo(5);
        assertThat(log).anyMatch(line -> line.contains("malformed"));
    }

    @Test
    void countsAMessageBeyondTheLimitAsLost() throws Exception {
        start(options().withLimits(CaptureLimits.defaults().withSizes(1000, 1 << 20)));
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(filled(1000));
            sentry.send(filled(1001));
            sentry.send(filled(100_000));
            sentry.send(filled(8));
        }
        Trace trace = onlyTrace();
        assertThat(trace.messages()).extracting(m -> m.length).containsExactly(1000, 8);
        assertThat(trace.gaps()).extracting(Gap::lost).containsExactly(1L, 1L);
        assertThat(trace.gaps()).allMatch(gap -> gap.cause().decoded().contains("limit"));
    }

    @Test
    void listensAgainWhereTheSocketsFileWasDeleted() throws Exception {
        start(options());
        try (FakeSentry before = FakeSentry.greeted(socket())) {
            Files.delete(socket());
            Await.until(log, () -> Files.exists(socket()));
            FakeSentry.greeted(socket()).close();
            assertThat(Files.getPosixFilePermissions(socket())).hasSize(2);
            before.send(FakeSentry.message(9, 0, T0, "c1", 5));
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(server.counters().messages()).isEqualTo(1);
        // logged after the file is there
        Await.until(
                log,
                () -> log.stream().anyMatch(line -> line.contains("was deleted or replaced; listening there again")));
    }

    @Test
    void listensAgainOnceWhatIsInItsPlaceHasGone() throws Exception {
        start(options());
        Files.delete(socket());
        Files.writeString(socket(), "precious");
        Await.until(
                log,
                () -> log.stream().anyMatch(line -> line.contains("a regular file, not a socket; it is left alone")));
        assertThat(socket()).hasContent("precious");
        Files.delete(socket());
        Await.until(log, () -> log.stream().anyMatch(line -> line.contains("listening there again")));
        FakeSentry.greeted(socket()).close();
    }

    @Test
    void listensAgainInADirectoryThatWasRemoved() throws Exception {
        Path place = dir.resolve("sub").resolve("s.sock");
        CaptureOptions there = CaptureOptions.of(place, dir.resolve("out"))
                .withRetention(options().retention());
        start(there);
        Files.delete(place);
        Files.delete(place.getParent());
        Await.until(log, () -> Files.exists(place));
        FakeSentry.greeted(place).close();
    }

    @Test
    void changedTimesOfTheSocketFileHaveNoEffect() throws Exception {
        start(options());
        Files.setLastModifiedTime(socket(), FileTime.fromMillis(1));
        try (SeqpacketListener own = SeqpacketListener.open(dir.resolve("other"))) {
            Files.setLastModifiedTime(own.path(), FileTime.fromMillis(1));
            assertThat(own.restore()).isFalse();
            assertThat(own.restore()).isFalse();
        }
        assertThat(dir.resolve("other")).doesNotExist();
        FakeSentry.greeted(socket()).close();
        assertThat(log).noneMatch(line -> line.contains("deleted or replaced"));
    }

    @Test
    void answersOthersWhileAClientIsSilent() throws Exception {
        start(options().withLimits(CaptureLimits.defaults().withHandshake(Duration.ofMillis(700))));
        try (FakeSentry mute = FakeSentry.silent(socket())) {
            for (int i = 0; i < 5; i++) {
                FakeSentry.greeted(socket()).close();
            }
            assertThat(log).noneMatch(line -> line.contains("no handshake"));
            assertThat(mute.reply(5000)).isNull();
        }
        Await.until(log, () -> server.counters().refused() == 1);
        assertThat(log).anyMatch(line -> line.contains("no handshake within 700 ms"));
    }

    @Test
    void refusesInvalidHandshakePackets() throws Exception {
        start(options());
        for (byte[] handshake : List.of(new byte[] {8, 0}, new byte[] {-1, -1, -1}, new byte[2000])) {
            try (FakeSentry sentry = FakeSentry.silent(socket())) {
                sentry.send(handshake);
                assertThat(sentry.reply(5000)).isNull();
            }
        }
        Await.until(log, () -> server.counters().refused() == 3);
        assertThat(traces()).isEmpty();
    }

    @Test
    void logsNothingForAProbeOfTheSocket() throws Exception {
        start(options());
        for (int i = 0; i < 200; i++) {
            FakeSentry.silent(socket()).close();
        }
        FakeSentry.greeted(socket()).close();
        Await.until(log, () -> server.connected() == 0 && server.counters().connections() == 1);
        assertThat(server.counters().refused()).isZero();
        assertThat(log).hasSize(2).allMatch(line -> line.contains("recording to") || line.contains("sealed"));
    }

    @Test
    void sendsItsOwnVersionToANewerClient() throws Exception {
        start(options());
        try (FakeSentry sentry = FakeSentry.silent(socket())) {
            sentry.send(new byte[] {8, 2, 18, 1, 65});
            assertThat(sentry.reply(5000)).containsExactly(8, 1);
            sentry.send(filled(30));
        }
        assertThat(onlyTrace().opening().handshake()).containsExactly(8, 2, 18, 1, 65);
    }

    @Test
    void recordsManySandboxesAtOnce() throws Exception {
        start(options());
        int sandboxes = 24;
        int each = 2000;
        List<Thread> senders = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int s = 0; s < sandboxes; s++) {
            String id = "c" + s;
            Thread sender = new Thread(() -> {
                try (FakeSentry sentry = FakeSentry.greeted(socket())) {
                    for (int i = 0; i < each; i++) {
                        sentry.send(FakeSentry.message(9, 0, T0 + i, id, 40));
                    }
                } catch (IOException e) {
                    failures.add(e);
                }
            });
            senders.add(sender);
            sender.start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(failures).isEmpty();
        Await.until(log, () -> server.connected() == 0 && server.counters().connections() == sandboxes);
        List<Path> files = traces();
        assertThat(files).hasSize(sandboxes);
        for (Path file : files) {
            Trace trace = Trace.read(file);
            assertThat(trace.ending()).isEqualTo(Ending.SEALED);
            assertThat(trace.messages()).hasSize(each);
            assertThat(trace.gaps()).isEmpty();
        }
    }

    @Test
    void aConnectionResetDoesNotAffectOtherSandboxes() throws Exception {
        start(options());
        try (FakeSentry good = FakeSentry.greeted(socket())) {
            for (int i = 0; i < 20; i++) {
                FakeSentry bad = FakeSentry.silent(socket());
                bad.send(new byte[] {8, 1});
                bad.send(filled(12));
                bad.close(); // with our reply unread: ECONNRESET
                good.send(FakeSentry.message(5, 0, T0, "good", 0));
            }
        }
        Await.until(
                log,
                () -> server.connected() == 0
                        && server.counters().connections() + server.counters().refused() == 21);
        long complete = 0;
        for (Path file : traces()) {
            Trace trace = Trace.read(file);
            assertThat(trace.ending()).isEqualTo(Ending.SEALED);
            complete += trace.messages().size() == 20 ? 1 : 0;
        }
        assertThat(complete).isEqualTo(1);
    }

    @Test
    void drainsAndSealsWhenStopped() throws Exception {
        start(options());
        FakeSentry sentry = FakeSentry.greeted(socket());
        for (int i = 0; i < 100; i++) {
            sentry.send(filled(50));
        }
        assertThat(server.stop(10_000)).isTrue();
        Trace trace = onlyTrace();
        assertThat(trace.ending()).isEqualTo(Ending.SEALED);
        assertThat(trace.messages()).hasSize(100);
        assertThat(trace.closing().reason().decoded()).isEqualTo("recorder stopped");
        assertThat(socket()).doesNotExist();
        sentry.close();
    }

    @Test
    void writesWithinTheFlushTime() throws Exception {
        start(options().withFlushEvery(Duration.ofMillis(100)));
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(filled(33));
            Await.until(log, () -> server.counters().messages() == 1);
            Await.until(log, () -> {
                List<Path> files = traces();
                return files.size() == 1 && Trace.read(files.get(0)).messages().size() == 1;
            });
            assertThat(onlyFile().ending()).isEqualTo(Ending.CRASHED);
        }
    }

    @Test
    void continuesInANewFileOnRequestAndBySize() throws Exception {
        Retention small = new Retention(20_000, null, 0, null, 0);
        start(options().withRetention(small).withFlushEvery(Duration.ofMillis(20)));
        int messages = 0;
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < 100; i++) {
                    sentry.send(noise(400, messages++));
                }
                int files = round + 1;
                Await.until(log, () -> traces().size() >= files);
            }
            sentry.send(noise(400, messages++));
            int sent = messages;
            Await.until(log, () -> server.counters().messages() == sent);
            int files = traces().size();
            server.rotate();
            Await.until(log, () -> traces().size() > files);
        }
        Await.until(log, () -> server.connected() == 0);
        Trace all = Trace.read(traces().get(0));
        assertThat(all.messages()).hasSize(messages);
        assertThat(all.ending()).isEqualTo(Ending.SEALED);
        assertThat(all.gaps()).isEmpty();
        assertThat(all.facts()).as("each file has them").hasSizeGreaterThan(3);
    }

    /** A packet that cannot be compressed, with a right header. */
    private static byte[] noise(int length, int seed) {
        byte[] packet = new byte[length];
        new Random(seed).nextBytes(packet);
        packet[0] = 8;
        packet[1] = 0;
        Arrays.fill(packet, 4, 8, (byte) 0);
        return packet;
    }

    @Test
    void refusesASocketThatIsInUseOrNoSocket() throws Exception {
        start(options());
        assertThatThrownBy(() -> CaptureServer.start(options(), CaptureListener.NONE, log::add))
                .hasMessageContaining("another process listens");
        Path file = dir.resolve("file");
        Files.writeString(file, "precious");
        assertThatThrownBy(() -> CaptureServer.start(
                        CaptureOptions.of(file, dir.resolve("out")), CaptureListener.NONE, log::add))
                .hasMessageContaining("not a socket");
        assertThat(file).hasContent("precious");
        Path longPath = dir.resolve("x".repeat(110));
        assertThatThrownBy(() -> CaptureServer.start(
                        CaptureOptions.of(longPath, dir.resolve("out")), CaptureListener.NONE, log::add))
                .hasMessageContaining("too long");
    }

    @Test
    void limitsTheNumberOfConnections() throws Exception {
        start(options().withLimits(CaptureLimits.defaults().withConnections(2)));
        try (FakeSentry one = FakeSentry.greeted(socket());
                FakeSentry two = FakeSentry.greeted(socket());
                FakeSentry three = FakeSentry.silent(socket())) {
            assertThat(three.reply(5000)).isNull();
            one.send(filled(9));
            two.send(filled(9));
        }
        Await.until(log, () -> server.connected() == 0);
        FakeSentry.greeted(socket()).close();
        Await.until(log, () -> server.counters().connections() == 3);
    }

    @Test
    void notifiesAListenerOfEverythingAndSurvivesItsFailure() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        server = CaptureServer.start(
                options(),
                new CaptureListener() {
                    @Override
                    public void packet(ConnectionInfo c, long ns, byte[] buffer, int offset, int length) {
                        heard.add("packet " + length);
                        if (length == 99) {
                            throw new IllegalStateException("broken rule");
                        }
                    }

                    @Override
                    public void gap(ConnectionInfo c, Gap gap) {
                        heard.add("gap " + gap.lost());
                    }
                },
                log::add);
        try (FakeSentry sentry = FakeSentry.greeted(socket())) {
            sentry.send(filled(50));
            sentry.send(FakeSentry.message(5, 2, T0, "", 0));
            sentry.send(filled(99));
            sentry.send(filled(50));
        }
        Await.until(log, () -> server.connected() == 0);
        assertThat(heard).startsWith("packet 50", "gap 2").endsWith("packet 99");
        assertThat(onlyTrace().messages()).hasSize(4);
        assertThat(log).anyMatch(line -> line.contains("broken rule"));
    }

    private static byte[] filled(int length) {
        byte[] packet = new byte[length];
        packet[0] = 8;
        packet[2] = 5;
        return packet;
    }

    private CaptureOptions options() {
        Retention noMinimum = new Retention(0, null, 0, null, 0);
        return CaptureOptions.of(socket(), dir.resolve("out")).withRetention(noMinimum);
    }

    private Path socket() {
        return dir.resolve("run/s.sock");
    }

    private void start(CaptureOptions options) throws IOException {
        server = CaptureServer.start(options, CaptureListener.NONE, log::add);
    }

    private Trace onlyTrace() throws Exception {
        Await.until(log, () -> server.connected() == 0 && traces().size() == 1);
        return onlyFile();
    }

    private Trace onlyFile() throws IOException {
        List<Path> files = traces();
        assertThat(files).hasSize(1);
        return Trace.read(files.get(0));
    }

    private List<Path> traces() {
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            return files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Waits for something that other threads do; fails after ten seconds. */
    /** What a trace file holds. */
    record Trace(
            Ending ending,
            Opening opening,
            List<byte[]> messages,
            List<Gap> gaps,
            List<Facts> facts,
            List<byte[]> procfs,
            Closing closing,
            boolean receivedInOrder) {
        static Trace read(Path file) throws IOException {
            List<byte[]> messages = new ArrayList<>();
            List<Gap> gaps = new ArrayList<>();
            List<Facts> facts = new ArrayList<>();
            List<byte[]> procfs = new ArrayList<>();
            Closing closing = null;
            boolean inOrder = true;
            long last = 0;
            try (TraceSource source = TraceSources.open(file);
                    RecordCursor records = source.records(Selection.all())) {
                while (records.next()) {
                    byte[] body =
                            Arrays.copyOfRange(records.buffer(), records.offset(), records.offset() + records.length());
                    if (records.kind() == RecordKind.MESSAGE) {
                        messages.add(body);
                        inOrder &= records.receivedNs() >= last;
                        last = records.receivedNs();
                    } else if (records.kind() == RecordKind.GAP) {
                        gaps.add(Gap.decode(body, 0, body.length));
                    } else if (records.kind() == RecordKind.FACTS) {
                        facts.add(Facts.decode(body, 0, body.length));
                    } else if (records.kind() == RecordKind.PROCFS) {
                        procfs.add(body);
                    } else if (records.kind() == RecordKind.CLOSING) {
                        closing = Closing.decode(body, 0, body.length);
                    }
                }
                return new Trace(
                        source.summary().ending(), source.opening(), messages, gaps, facts, procfs, closing, inOrder);
            }
        }
    }
}
