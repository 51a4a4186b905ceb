// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.capture.flight.FlightStatus;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.LetGo;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import dev.gvtrace.trace.verify.Stamps;
import dev.gvtrace.trace.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flight recorder with sandboxes that send, and one that is killed. */
@Timeout(240)
class FlightServerTest {
    private static final FlightOptions SHORT = new FlightOptions(Duration.ofSeconds(2), Duration.ofSeconds(1));
    private static final Trigger TRIGGER = new Trigger(Trigger.By.REQUEST, Text.ofUtf8("me"), Text.ofUtf8("test"));

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private long sent;

    private static CaptureOptions options(Path socket, Path out) {
        return CaptureOptions.of(socket, out)
                .withFlushEvery(Duration.ofMillis(100))
                .withRetention(new Retention(0, null, 0, null, 0))
                .withFlight(SHORT);
    }

    private Path out() {
        return dir.resolve("out");
    }

    private void send(FakeSentry sentry) throws IOException {
        sentry.send(FakeSentry.message(9, 0, 1_700_000_000_000_000_000L + sent, "c1", 100));
        sent++;
    }

    /** Sends until the condition holds. */
    private void sendUntil(Await.Condition condition, FakeSentry... sentries) throws Exception {
        Await.until(log, () -> {
            for (FakeSentry each : sentries) {
                send(each);
            }
            return condition.holds();
        });
    }

    private List<String> ledger(String event) throws IOException {
        return Files.readAllLines(out().resolve("ledger.jsonl")).stream()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .toList();
    }

    private List<Path> traces() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            return files.filter(file -> file.toString().endsWith(".gvt")).toList();
        }
    }

    private List<RecordingReport> verify() throws IOException {
        List<RecordingReport> found = new ArrayList<>();
        new RecordingVerifier(
                        TrustedKeys.none(), Stamps.notAsked(), PacketIndexer::new, new RecordingVerifier.Listener() {
                            @Override
                            public void recording(RecordingReport report) {
                                found.add(report);
                            }

                            @Override
                            public void ledger(LedgerReport report) {
                                assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
                            }

                            @Override
                            public void unreadable(IOException why) {
                                throw new AssertionError(why);
                            }
                        })
                .verify(List.of(out()));
        return found;
    }

    @Test
    void everyMessageIsInAKeptFileOrInTheLedgerAsLetGo() throws Exception {
        CaptureServer server =
                CaptureServer.start(options(dir.resolve("s.sock"), out()), CaptureListener.NONE, log::add);
        try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sendUntil(() -> server.status().flight().letGoFiles() >= 2, sentry);
            ConnectionInfo connection = server.status().recordings().get(0).connection();
            server.keep(connection, TRIGGER);
            sendUntil(() -> !ledger("kept").isEmpty(), sentry);
            long before = server.status().flight().letGoFiles();
            sendUntil(() -> server.status().flight().letGoFiles() >= before + 2, sentry);
        }
        Await.until(log, () -> server.connected() == 0);
        FlightStatus status = server.status().flight();
        assertThat(status.keptFiles()).isGreaterThanOrEqualTo(3);
        assertThat(server.stop(20_000)).isTrue();
        List<RecordingReport> reports = verify();
        assertThat(reports).hasSize(1);
        RecordingReport report = reports.get(0);
        assertThat(report.verdicts().complete()).as("%s", report.verdicts()).isEqualTo(Verdict.YES);
        assertThat(report.letGo()).hasSize(2);
        long here = report.files().stream().mapToLong(file -> file.messages()).sum();
        long gone = report.letGo().stream().mapToLong(LetGo::messages).sum();
        assertThat(here + gone).isEqualTo(sent);
        assertThat(here).isPositive();
        assertThat(ledger("triggered")).singleElement().asString().contains("\"by\":\"request\"", "\"who\":\"me\"");
    }

    private boolean isLogged(String text) {
        return log.stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void onAFullDiskHeldFilesMakeRoomAsTheyGetOlder() throws Exception {
        Random random = new Random(5);
        try (SmallDisk disk = SmallDisk.mount(out())) {
            CaptureOptions small =
                    options(dir.resolve("s.sock"), out()).withRetention(new Retention(0, null, 0, null, 500 * 1024));
            CaptureServer server = CaptureServer.start(small, CaptureListener.NONE, log::add);
            try (FakeSentry sentry = FakeSentry.greeted(server.socket())) {
                Await.until(log, () -> {
                    byte[] packet = FakeSentry.message(9, 0, 1_700_000_000_000_000_000L + sent, "c1", 4000);
                    for (int i = packet.length - 3900; i < packet.length; i++) {
                        packet[i] = (byte) random.nextInt();
                    }
                    sentry.send(packet);
                    sent++;
                    return isLogged("recording pauses");
                });
                sendUntil(() -> isLogged("writing again"), sentry);
            }
            Await.until(log, () -> server.connected() == 0);
            assertThat(server.stop(20_000)).isTrue();
            RecordingReport report = verify().get(0);
            assertThat(report.verdicts().intact()).as("%s", report.verdicts()).isEqualTo(Verdict.YES);
            assertThat(report.letGo()).as("%s", log).isNotEmpty();
            long here = report.files().stream()
                    .mapToLong(file -> file.messages() + file.contents().lost())
                    .sum();
            long gone = report.letGo().stream()
                    .mapToLong(piece -> piece.messages() + piece.lost())
                    .sum();
            assertThat(here + gone).isEqualTo(sent);
        }
    }

    /** The recorder: socket, directory, and a file whose appearance is a trigger, are its words. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] words) throws Exception {
            CaptureServer server = CaptureServer.start(
                    options(Path.of(words[0]), Path.of(words[1])), CaptureListener.NONE, System.err::println);
            while (!Files.exists(Path.of(words[2]))) {
                Thread.sleep(10);
            }
            server.keep(server.status().recordings().get(0).connection(), TRIGGER);
            Thread.sleep(100_000);
        }
    }

    @Test
    void aKillLosesNothingThatIsKeptAndTheRestIsLetGoAfterwards() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path trigger = dir.resolve("trigger");
        Process recorder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Recorder.class.getName(),
                        socket.toString(),
                        out().toString(),
                        trigger.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("recorder.log").toFile())
                .start();
        List<Path> left;
        try {
            Await.until(log, () -> recorder.isAlive() && Files.exists(socket));
            FakeSentry kept = KilledRecorderTest.connect(socket, recorder);
            sendUntil(() -> traces().size() >= 1, kept);
            FakeSentry other = FakeSentry.greeted(socket);
            sendUntil(() -> ledger("let_go").size() >= 3, kept, other);
            Files.createFile(trigger);
            sendUntil(() -> !ledger("triggered").isEmpty(), kept, other);
            recorder.destroyForcibly();
            assertThat(recorder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            kept.close();
            other.close();
            left = traces();
        } finally {
            recorder.destroyForcibly();
        }
        String id = ledger("triggered").get(0).replaceAll(".*\"recording\":\"([^\"]*)\".*", "$1");
        List<Path> ofKept = left.stream()
                .filter(file ->
                        file.toString().contains("-1.") || file.toString().endsWith("-1.gvt"))
                .toList();
        try (CaptureServer next = CaptureServer.start(options(socket, out()), CaptureListener.NONE, log::add)) {
            Await.until(
                    log,
                    () -> next.status().flight().heldFiles() == 0
                            && traces().stream()
                                    .noneMatch(file -> file.toString().matches(".*-2(\\.\\d+)?\\.gvt")));
        }
        assertThat(ofKept).isNotEmpty().allMatch(Files::exists);
        List<RecordingReport> reports = verify();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.recording()).hasToString(id);
            assertThat(report.files()).hasSize(ofKept.size());
            assertThat(report.verdicts().intact()).isNotEqualTo(Verdict.NO);
        });
        assertThat(ledger("let_go").stream().filter(line -> line.contains("sha256")))
                .as("the unsealed file of the recording that nothing keeps")
                .hasSize(1);
    }
}
