// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each received message ends up in a file, in a gap, or in a line that reports it as lost: exactly once.
 */
@Timeout(60)
class LossesTest {
    private static final Pattern LOST = Pattern.compile("(\\d+) messages are recorded, (\\d+) are lost and in no gap");
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Random random = new Random(3);
    private CaptureServer server;
    private Path out;
    private long sent;

    @Test
    void onADiskThatIsFullToTheEnd() throws Exception {
        out = dir.resolve("out");
        try (SmallDisk disk = SmallDisk.mount(out)) {
            disk.ballast(600 * 1024);
            start(OFTEN);
            try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                sendUntil(sentry, "cannot write");
                for (int i = 0; i < 500; i++) {
                    send(sentry, 100);
                }
                sentry.send(FakeSentry.message(9, 7, 1, "c", 0));
                sent += 1 + 7;
            }
            Await.until(log, () -> server.connected() == 0);
            server.close();
            assertThat(log).anyMatch(line -> line.contains("cannot be sealed") && line.contains("No space left"));
            assertThat(server.counters().unsealed()).isEqualTo(1);
            assertThat(server.counters().unreported()).isGreaterThan(500 + 7);
            assertThat(server.counters().unreported()).isEqualTo(saidToBeLost());
            checkSum(out);
        }
    }

    @Test
    void onADiskThatHasRoomAgain() throws Exception {
        out = dir.resolve("out");
        try (SmallDisk disk = SmallDisk.mount(out)) {
            Path ballast = disk.ballast(700 * 1024);
            start(OFTEN);
            try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                sendUntil(sentry, "cannot write");
                sentry.send(FakeSentry.message(9, 5, 1, "c", 0));
                sent += 1 + 5;
                Files.delete(ballast);
                Await.until(log, () -> log.stream().anyMatch(line -> line.contains("writing again")));
                send(sentry, 10);
            }
            Await.until(log, () -> server.connected() == 0);
            server.close();
            assertThat(server.counters().unreported()).isZero();
            assertThat(server.counters().unsealed()).isZero();
            assertThat(gaps(out)).isGreaterThan(5);
            checkSum(out);
            assertThat(gapCauses(out)).allMatch(cause -> cause.contains("not written") && cause.contains("No space"));
        }
    }

    @Test
    void whereOnlyTheFooterDoesNotFit() throws Exception {
        out = dir.resolve("out");
        try (SmallDisk disk = SmallDisk.mount(out)) {
            start(OFTEN);
            try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                // a file system gives whole pages: nothing fits after the end of one
                do {
                    send(sentry, 1 + (int) (sent * 37 % 300));
                    Await.until(log, () -> server.counters().messages() == sent);
                } while (Files.size(only(out)) % 4096 < 4096 - 250);
                disk.fill();
            }
            Await.until(log, () -> server.connected() == 0);
            server.close();
            assertThat(log).anyMatch(line -> line.contains("cannot be sealed"));
            assertThat(server.counters().unsealed()).isEqualTo(1);
            assertThat(server.counters().unreported()).isZero();
            assertThat(server.counters().messages()).isEqualTo(sent);
            checkSum(out);
        }
    }

    @Test
    void inADirectoryThatIsRemovedAndMadeAgain() throws Exception {
        out = dir.resolve("traces/out");
        start(OFTEN);
        try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            send(sentry, 300, 40);
            sentry.send(FakeSentry.message(9, 3, 1, "c", 0));
            sent += 1 + 3;
            Await.until(log, () -> server.counters().messages() == 301);
            removeAll(dir.resolve("traces"));
            send(sentry, 200, 40);
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("was removed during recording")));
            send(sentry, 100, 40);
        }
        Await.until(log, () -> server.connected() == 0);
        server.close();
        assertThat(Files.getPosixFilePermissions(out)).hasSize(3);
        CaptureServerTest.Trace rest = CaptureServerTest.Trace.read(only(out));
        assertThat(rest.ending()).isEqualTo(Ending.SEALED);
        assertThat(rest.gaps())
                .extracting(gap -> gap.cause().decoded())
                .containsExactly(
                        "damage: file 0 of the recording is missing", "told by gaps of a file that was removed");
        assertThat(rest.gaps().get(0).lost()).isBetween(301L, 501L);
        assertThat(rest.gaps().get(1).lost()).isEqualTo(3);
        assertThat(server.counters().removed()).isEqualTo(rest.gaps().get(0).lost());
        assertThat(server.counters().lost(LossKind.FILE_REMOVED))
                .isEqualTo(server.counters().removed());
        assertThat(server.counters().lost(LossKind.SOCKET_FULL)).isEqualTo(3);
        assertThat(server.counters().unreported()).isZero();
        checkSum(out);
    }

    @Test
    void ofAQuietSandboxWhoseFileIsRemoved() throws Exception {
        out = dir.resolve("out");
        start(OFTEN);
        try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            send(sentry, 10, 40);
            Await.until(log, () -> server.counters().messages() == 10);
            Files.delete(only(out));
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("10 messages are lost with it")));
        }
        Await.until(log, () -> server.connected() == 0);
        server.close();
        assertThat(gaps(out)).isEqualTo(10);
        checkSum(out);
    }

    /** Then nothing is lost: the file is where it was moved to. */
    @Test
    void inADirectoryThatIsMovedAway() throws Exception {
        out = dir.resolve("out");
        Path elsewhere = dir.resolve("elsewhere");
        start(OFTEN);
        try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            send(sentry, 50, 40);
            Await.until(log, () -> server.counters().messages() == 50);
            Files.move(out, elsewhere);
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("was moved to " + elsewhere)));
            send(sentry, 60, 40);
        }
        Await.until(log, () -> server.connected() == 0);
        server.close();
        CaptureServerTest.Trace before = CaptureServerTest.Trace.read(only(elsewhere));
        assertThat(before.ending()).isEqualTo(Ending.SEALED);
        assertThat(before.closing().continued()).isTrue();
        assertThat(server.counters().removed()).isZero();
        assertThat(server.counters().messages()).isEqualTo(110);
        assertThat(server.counters().lost()).isZero();
        // without the other directory's file they are missing
        assertThat(gaps(out)).isEqualTo(50);
        assertThat(recorded(out) + recorded(elsewhere)).isEqualTo(110);
        for (TraceSource both : TraceSources.openAll(List.of(elsewhere, out))) {
            assertThat(both.summary().messages()).isEqualTo(110);
            assertThat(both.summary().damage()).isEmpty();
            both.close();
        }
    }

    @Test
    void whereTheDirectoryCannotBeMadeAgain() throws Exception {
        out = dir.resolve("out");
        start(OFTEN);
        try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            send(sentry, 50, 40);
            Await.until(log, () -> server.counters().messages() == 50);
            removeAll(out);
            Files.writeString(out, "in the way");
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("cannot write")));
            send(sentry, 20, 40);
        }
        Await.until(log, () -> server.connected() == 0);
        server.close();
        assertThat(server.counters().messages()).isZero();
        assertThat(server.counters().unreported()).isEqualTo(70);
        assertThat(server.counters().lost()).isEqualTo(70);
        assertThat(server.counters().lost(LossKind.FILE_REMOVED)).isEqualTo(50);
        assertThat(server.counters().lost(LossKind.NOT_WRITTEN)).isEqualTo(20);
        assertThat(saidToBeLost()).isEqualTo(sent);
    }

    @Test
    void ofARecorderThatHasNoTimeToStop() throws Exception {
        try (TestRecording made = TestRecording.begin(dir, log::add)) {
            for (int i = 0; i < 5; i++) {
                made.put(FakeSentry.message(9, 0, 1, "c", 10));
            }
            made.recording().turn(new PacketRing.Scratch(), 1 << 16, 2);
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            made.put(FakeSentry.message(9, 4, 1, "c", 10));
            made.recording().leave();
            assertThat(CaptureServerTest.Trace.read(only(dir.resolve("out"))).messages())
                    .hasSize(5);
            assertThat(saidToBeLost()).isEqualTo(6);
            assertThat(Files.readString(dir.resolve("out/ledger.jsonl"))).contains("\"messages\":6");
        }
    }

    /** There is room for it: that is what the minimum of free space is for. */
    @Test
    void whatWasTakenBeforeAPauseForLackOfRoomIsWritten() throws Exception {
        out = dir.resolve("out");
        boolean[] full = {false};
        try (TestRecording made = TestRecording.begin(dir, log::add, () -> full[0], CaptureListener.NONE)) {
            out = dir.resolve("out");
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            made.recording().turn(new PacketRing.Scratch(), 1 << 16, 2);
            assertThat(CaptureServerTest.Trace.read(only(out)).messages()).isEmpty();
            full[0] = true;
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            made.recording().turn(new PacketRing.Scratch(), 1 << 16, 3);
            assertThat(CaptureServerTest.Trace.read(only(out)).messages()).hasSize(1);
        }
    }

    /** Otherwise a file that fills the disk would stay open, and open files are never deleted. */
    @Test
    void onAFullDiskAFileThatIsDueEndsAndTheNextBeginsOnceThereIsRoom() throws Exception {
        boolean[] full = {false};
        try (TestRecording made = TestRecording.beginShort(dir, log::add, () -> full[0])) {
            out = dir.resolve("out");
            Path first = only(out);
            PacketRing.Scratch scratch = new PacketRing.Scratch();
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            assertThat(made.recording().drain(scratch, 1 << 16)).isTrue();
            full[0] = true;
            made.recording().turn(scratch, 1 << 16, 2);
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            Await.until(log, () -> {
                made.recording().turn(scratch, 1 << 16, 3);
                return made.recording().file() == null;
            });
            CaptureServerTest.Trace ended = CaptureServerTest.Trace.read(first);
            assertThat(ended.ending()).isEqualTo(Ending.SEALED);
            assertThat(ended.closing().continued()).isTrue();
            assertThat(ended.messages()).hasSize(1);
            assertThat(ended.gaps()).extracting(Gap::lost).containsExactly(1L);
            Files.delete(first);
            made.put(FakeSentry.message(9, 0, 1, "c", 10));
            made.recording().turn(scratch, 1 << 16, 4);
            assertThat(made.recording().file()).isNull();
            full[0] = false;
            Await.until(log, () -> {
                made.recording().turn(scratch, 1 << 16, 5);
                return log.stream().anyMatch(line -> line.contains("writing again; 1 messages were lost"));
            });
            assertThat(CaptureServerTest.Trace.read(only(out)).gaps())
                    .extracting(Gap::lost)
                    .endsWith(1L);
        }
    }

    private void start(Duration flushEvery) throws IOException {
        server = CaptureServer.start(options(flushEvery), CaptureListener.NONE, log::add);
    }

    private CaptureOptions options(Duration flushEvery) {
        return CaptureOptions.of(dir.resolve("s.sock"), out)
                .withRetention(new Retention(0, null, 0, null, 0))
                .withFlushEvery(flushEvery);
    }

    private void send(FakeSentry sentry, int count, int filling) throws IOException {
        for (int i = 0; i < count; i++) {
            send(sentry, filling);
        }
    }

    /** A message that cannot be compressed. */
    private void send(FakeSentry sentry, int filling) throws IOException {
        byte[] packet = FakeSentry.message(9, 0, 1, "c", filling);
        byte[] noise = new byte[filling];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, packet, packet.length - filling, filling);
        sentry.send(packet);
        sent++;
    }

    private void sendUntil(FakeSentry sentry, String said) throws Exception {
        while (log.stream().noneMatch(line -> line.contains(said))) {
            send(sentry, 2000);
            Thread.sleep(1);
        }
    }

    private void checkSum(Path directory) throws IOException {
        long recorded = recorded(directory);
        long gaps = gaps(directory);
        assertThat(server.counters().messages()).as("recorded; %s", log).isEqualTo(recorded);
        assertThat(recorded + gaps + saidToBeLost()).as("%s", log).isEqualTo(sent);
        assertThat(server.counters().messages() + server.counters().lost())
                .as("%s", log)
                .isEqualTo(sent);
    }

    private long saidToBeLost() {
        long lost = 0;
        for (String line : log) {
            Matcher matcher = LOST.matcher(line);
            lost += matcher.find() ? Long.parseLong(matcher.group(2)) : 0;
        }
        return lost;
    }

    private static long recorded(Path directory) throws IOException {
        long messages = 0;
        for (Path file : files(directory)) {
            messages += count(file).get(0);
        }
        return messages;
    }

    private static long gaps(Path directory) throws IOException {
        long lost = 0;
        for (Path file : files(directory)) {
            lost += count(file).get(1);
        }
        return lost;
    }

    /** Each file on its own: messages, and messages in gaps. */
    private static List<Long> count(Path file) throws IOException {
        long messages = 0;
        long lost = 0;
        try (TraceSource source = TraceSources.open(file);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    messages++;
                } else if (records.kind() == RecordKind.GAP) {
                    lost += Math.max(
                            0,
                            Gap.decode(records.buffer(), records.offset(), records.length())
                                    .lost());
                }
            }
        }
        return List.of(messages, lost);
    }

    private static List<String> gapCauses(Path directory) throws IOException {
        List<String> causes = new ArrayList<>();
        for (Path file : files(directory)) {
            CaptureServerTest.Trace.read(file)
                    .gaps()
                    .forEach(gap -> causes.add(gap.cause().decoded()));
        }
        return causes;
    }

    private static Path only(Path directory) throws IOException {
        List<Path> files = files(directory);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
