// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.files.SegmentedTrace;
import dev.gvtrace.capture.files.TestLedger;
import dev.gvtrace.capture.files.TraceDirectory;
import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerWriter;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept around triggers and what is let go, by a clock that is set by hand; the files are real ones. */
@Timeout(60)
final class FlightRecorderTest {
    private static final long BEGIN_NS = 1_790_000_000_000_000_000L;
    private static final FlightOptions OPTIONS = new FlightOptions(Duration.ofSeconds(10), Duration.ofSeconds(5));
    private static final Trigger REQUEST =
            new Trigger(Trigger.By.REQUEST, Text.ofUtf8("uid 0"), Text.ofUtf8("a phone call"));
    private static final Trigger ALERT = new Trigger(Trigger.By.ALERT, Text.ofUtf8("rule"), Text.ofUtf8("output"));

    @TempDir
    private Path dir;

    private final List<String> log = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long second;
    private long wallSteps;
    private boolean alone = true;
    private Ledger ledger;
    private FlightRecorder flight;

    @BeforeEach
    void begin() {
        restart();
    }

    /** A recorder in the same directory, with the ledger as it was left. */
    private void restart() {
        ledger = TestLedger.in(dir);
        flight = recorder();
        flight.readLeftovers();
    }

    private FlightRecorder recorder() {
        TraceDirectory directory = new TraceDirectory(
                dir, new Retention(0, null, 0, null, 0), Set::of, () -> true, ledger, InstantSource.system(), log::add);
        FlightRecorder.Clock clock =
                new FlightRecorder.Clock(this::wallNs, () -> TimeUnit.SECONDS.toNanos(second) - (1L << 61));
        return new FlightRecorder(
                OPTIONS,
                dir,
                ledger,
                directory.deletion(),
                () -> alone,
                clock,
                (connection, atNs, text, first) -> notes.add(connection + " " + first + " " + text),
                log::add);
    }

    private long wallNs() {
        return BEGIN_NS + TimeUnit.SECONDS.toNanos(second + wallSteps);
    }

    /** A recording whose files each have a message. */
    private final class Sandbox {
        private final SegmentedTrace trace;

        Sandbox(long connection, String id) throws IOException {
            Text sandbox = Text.ofUtf8(id);
            trace = new SegmentedTrace(
                    dir,
                    TraceNames.base(BEGIN_NS, sandbox, connection),
                    Retention.defaults(),
                    WriterOptions.defaults().withSynced(false),
                    Opening.builder(TraceOrigin.LIVE, wallNs())
                            .sandbox(sandbox)
                            .flightWindowNs(OPTIONS.before().toNanos())
                            .build(),
                    MessageIndexer.NONE,
                    ledger,
                    flight.of(connection, sandbox));
            message();
        }

        private void message() throws IOException {
            byte[] packet = {1, 2, 3, 4, (byte) second};
            trace.writer(wallNs()).message(wallNs(), packet, 0, packet.length);
            trace.flush();
        }

        void rotate() throws IOException {
            trace.rotate(wallNs(), "rotated");
            message();
        }

        void end() throws IOException {
            trace.seal(Closing.end(wallNs(), "end"));
        }

        /** As a kill leaves it. */
        void leave() {
            trace.abandon("killed");
        }
    }

    /** A file each two seconds, with a check each second. */
    private void pass(int seconds, Sandbox... sandboxes) throws IOException {
        for (int i = 0; i < seconds; i++) {
            second++;
            if (second % 2 == 0) {
                for (Sandbox each : sandboxes) {
                    each.rotate();
                }
            }
            flight.check();
        }
    }

    private Path first(String id) {
        return dir.resolve(TraceNames.base(BEGIN_NS, Text.ofUtf8(id), 1) + ".gvt");
    }

    private List<Integer> segments(String id) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("-" + id + "-"))
                    .map(name -> name.matches(".*\\.\\d{4}\\.gvt") ? name.substring(name.length() - 8) : "0000.gvt")
                    .map(name -> Integer.parseInt(name.substring(0, 4)))
                    .sorted()
                    .toList();
        }
    }

    private List<String> ledger(String event) throws IOException {
        return Files.readAllLines(dir.resolve(LedgerWriter.FILE_NAME)).stream()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .toList();
    }

    private RecordingReport verify(Path... paths) throws IOException {
        List<RecordingReport> found = new ArrayList<>();
        RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
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
        };
        new RecordingVerifier(TrustedKeys.none(), Stamps.notAsked(), () -> MessageIndexer.NONE, listener)
                .verify(List.of(paths));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void withoutATriggerTheTimeBeforeOneIsHeldAndNoMore() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(60, a);
        // segment n covers the seconds 2n to 2n + 2
        assertThat(segments("a")).containsExactly(24, 25, 26, 27, 28, 29, 30);
        assertThat(ledger("let_go")).hasSize(24);
        assertThat(ledger("let_go").get(3))
                .contains("\"segment\":3", "\"messages\":1", "\"lost\":0", "\"seal\":\"", "\"reason\":\"no trigger");
        FlightStatus status = flight.status();
        assertThat(status.letGoFiles()).isEqualTo(24);
        assertThat(status.letGoMessages()).isEqualTo(24);
        assertThat(status.recordings().get(1L).span()).isBetween(OPTIONS.before(), Duration.ofSeconds(13));
        a.end();
        pass(12);
        assertThat(segments("a"))
                .as("a recording without a trigger leaves no file")
                .isEmpty();
        assertThat(flight.status().recordings()).isEmpty();
    }

    @Test
    void aTriggerKeepsTheTimeBeforeAndAfterIt() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(31, a);
        FlightRecorder.Outcome outcome = flight.keepConnection(1, Text.ofUtf8("a"), ALERT);
        assertThat(outcome.pieces()).singleElement().satisfies(piece -> {
            assertThat(piece.firstSegment()).isEqualTo(10);
            assertThat(piece.fromNs())
                    .isLessThanOrEqualTo(wallNs() - OPTIONS.before().toNanos());
        });
        pass(59, a);
        // 31 s: from 21 s on, up to what began before 36 s
        assertThat(segments("a")).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 39, 40, 41, 42, 43, 44, 45);
        a.end();
        flight.close();
        ledger.stopped(true);
        assertThat(ledger("triggered"))
                .singleElement()
                .asString()
                .contains("\"segment\":10", "\"sandbox\":\"a\"", "\"by\":\"alert\"", "\"who\":\"rule\"", "output");
        assertThat(ledger("kept")).singleElement().asString().contains("\"segment\":10,\"last\":18,\"triggers\":1");
        assertThat(notes).singleElement().asString().contains("1 true ", "alert of rule: output", "10 files with 10");
        RecordingReport report = verify(dir);
        assertThat(report.verdicts().complete()).isEqualTo(Verdict.YES);
        assertThat(report.letGo()).extracting(LetGo::first).containsExactly(0, 19);
        assertThat(report.letGo()).extracting(LetGo::last).containsExactly(9, 38);
        assertThat(report.letGo()).extracting(LetGo::messages).containsExactly(10L, 20L);
        assertThat(report.files()).hasSize(16);
    }

    @Test
    void theFirstTriggerOfManyDecidesFromWhereAndTheLastOneHowLong() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(21, a);
        for (int i = 0; i < 100; i++) {
            flight.keepConnection(
                    1, Text.ofUtf8("a"), new Trigger(Trigger.By.ALERT, Text.ofUtf8("rule"), Text.ofUtf8("" + i)));
        }
        pass(4, a);
        flight.keepAll(REQUEST);
        pass(30, a);
        // 21 s to 25 s: from 11 s to 30 s
        assertThat(segments("a")).startsWith(5, 6, 7).contains(15).doesNotContain(4, 16, 17);
        assertThat(ledger("triggered"))
                .as("an alert storm does not fill the ledger")
                .hasSize(16);
        assertThat(ledger("kept").get(0)).contains("\"segment\":5,\"last\":15,\"triggers\":101");
        assertThat(flight.status().triggers())
                .containsEntry(Trigger.By.ALERT, 100L)
                .containsEntry(Trigger.By.REQUEST, 1L);
    }

    @Test
    void aTriggerKeepsWhatItsSandboxDidAndOneWithoutASandboxKeepsAll() throws IOException {
        Sandbox a = new Sandbox(1, "aaaa1111");
        Sandbox b = new Sandbox(2, "bbbb2222");
        pass(20, a, b);
        assertThat(flight.keepContainer(Text.ofUtf8("aaaa"), REQUEST).pieces()).hasSize(1);
        pass(30, a, b);
        assertThat(segments("aaaa1111")).contains(5, 12);
        assertThat(segments("bbbb2222")).doesNotContain(5, 12);
        assertThat(flight.keepAll(REQUEST).pieces()).hasSize(2);
        pass(30, a, b);
        assertThat(segments("aaaa1111")).contains(5, 12, 20, 27).doesNotContain(15);
        assertThat(segments("bbbb2222")).contains(20, 27).doesNotContain(15);
    }

    @Test
    void aContainerIsFoundByItsIdByThatOfItsSandboxAndByABeginning() throws IOException {
        Sandbox a = new Sandbox(1, "aaaa1111");
        Sandbox b = new Sandbox(2, "aaaa2222");
        pass(5, a, b);
        flight.container(2, Text.ofUtf8("cccc3333"));
        FlightRecorder.Outcome ambiguous = flight.keepContainer(Text.ofUtf8("aaaa"), REQUEST);
        assertThat(ambiguous.pieces()).isEmpty();
        assertThat(ambiguous.candidates()).containsExactlyInAnyOrder(Text.ofUtf8("aaaa1111"), Text.ofUtf8("aaaa2222"));
        for (String unknown : List.of("", "aaa", "dddd", "aaaa11112", "cccc33334")) {
            FlightRecorder.Outcome outcome = flight.keepContainer(Text.ofUtf8(unknown), REQUEST);
            assertThat(outcome.pieces()).as(unknown).isEmpty();
            assertThat(outcome.candidates()).as(unknown).isEmpty();
        }
        for (String id : List.of("aaaa2222", "aaaa2", "cccc", "cccc3333")) {
            assertThat(flight.keepContainer(Text.ofUtf8(id), REQUEST).pieces())
                    .as(id)
                    .extracting(FlightRecorder.Piece::sandbox)
                    .containsExactly(Text.ofUtf8("aaaa2222"));
        }
    }

    @Test
    void aRecordingThatEndedIsKeptByATriggerWhileItIsHeld() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(8, a);
        a.end();
        pass(9);
        assertThat(segments("a")).hasSize(2);
        flight.keepConnection(1, Text.ofUtf8("a"), ALERT);
        pass(40);
        assertThat(segments("a")).as("what ended in the ten seconds before").containsExactly(3, 4);
        assertThat(ledger("kept")).hasSize(1);
        assertThat(flight.keepConnection(1, Text.ofUtf8("a"), ALERT).pieces()).isEmpty();
        assertThat(flight.status().heldFiles()).isZero();
        assertThat(flight.status().keptFiles()).isEqualTo(2);
    }

    @Test
    void aSandboxThatConnectsAgainInTheTimeAfterATriggerIsKept() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(4, a);
        flight.keepConnection(1, Text.ofUtf8("a"), ALERT);
        a.end();
        pass(2);
        Sandbox again = new Sandbox(2, "a");
        Sandbox other = new Sandbox(3, "b");
        pass(30, again, other);
        assertThat(ledger("triggered")).hasSize(2);
        again.end();
        other.end();
        pass(20);
        assertThat(segments("a")).as("both recordings").containsExactly(0, 0, 1, 1, 2);
        assertThat(segments("b")).isEmpty();
    }

    @Test
    void sandboxesThatBeginInTheTimeAfterARequestForAllAreKept() throws IOException {
        flight.keepAll(REQUEST);
        flight.check();
        assertThat(ledger("triggered")).singleElement().asString().doesNotContain("recording");
        second += 5;
        Sandbox a = new Sandbox(1, "a");
        pass(1, a);
        Sandbox b = new Sandbox(2, "b");
        pass(30, a, b);
        assertThat(segments("a")).contains(0);
        assertThat(segments("b")).doesNotContain(0);
    }

    @Test
    void aClockThatIsSetChangesNothing() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(21, a);
        List<Integer> before = segments("a");
        wallSteps = 86_400;
        flight.check();
        assertThat(segments("a")).as("set forward").isEqualTo(before);
        assertThat(flight.keepConnection(1, Text.ofUtf8("a"), ALERT)
                        .pieces()
                        .get(0)
                        .firstSegment())
                .isEqualTo(5);
        wallSteps = -86_400;
        pass(30, a);
        assertThat(segments("a")).as("set back").contains(5, 12).doesNotContain(4, 14, 15);
    }

    @Test
    void afterAKillTheNextRecorderDecidesByTheSameRules() throws IOException {
        Sandbox a = new Sandbox(1, "aaaa");
        Sandbox b = new Sandbox(2, "bbbb");
        pass(20, a, b);
        flight.keepConnection(1, Text.ofUtf8("aaaa"), ALERT);
        flight.writeLines();
        pass(2, a, b);
        a.leave();
        b.leave();
        second += 3;
        restart();
        flight.check();
        // what ended before 15 s is let go; of a, what no trigger keeps
        List<Integer> kept = List.of(4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(segments("bbbb")).containsExactly(7, 8, 9, 10, 11);
        assertThat(segments("aaaa")).isEqualTo(kept);
        pass(60);
        assertThat(segments("aaaa")).as("kept before the kill").isEqualTo(kept);
        assertThat(segments("bbbb")).isEmpty();
        assertThat(ledger("let_go").stream().filter(line -> line.contains("sha256")))
                .as("the file that the kill left without a seal")
                .hasSize(1);
    }

    @Test
    void aTriggerAfterTheKillKeepsWhatTheKilledRecorderHeld() throws IOException {
        Sandbox b = new Sandbox(2, "bbbb");
        pass(20, b);
        b.leave();
        second += 1;
        ledger = TestLedger.in(dir);
        flight = recorder();
        // before the files are known
        flight.keepAll(REQUEST);
        pass(8);
        flight.readLeftovers();
        pass(60);
        assertThat(segments("bbbb")).containsExactly(5, 6, 7, 8, 9, 10);
    }

    @Test
    void theTimeAfterATriggerGoesOnAfterAKill() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(20, a);
        flight.keepConnection(1, Text.ofUtf8("a"), ALERT);
        flight.writeLines();
        a.leave();
        second += 2;
        restart();
        flight.check();
        Sandbox again = new Sandbox(2, "a");
        pass(30, again);
        again.end();
        pass(20);
        assertThat(ledger("triggered")).hasSize(2);
        assertThat(segments("a")).contains(0, 1, 5, 10).doesNotContain(3, 20);
    }

    @Test
    void whatTheLedgerDoesNotAccountForStays() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(8, a);
        a.end();
        Path copy = Files.copy(first("a"), first("copy"));
        second += 100;
        restart();
        pass(3);
        assertThat(segments("a")).isEmpty();
        assertThat(copy).exists();
        assertThat(log).anyMatch(line -> line.contains("1 files of an earlier one stay: they are not in the ledger"));
        Files.delete(dir.resolve(LedgerWriter.FILE_NAME));
        flight = recorder();
        flight.readLeftovers();
        pass(3);
        assertThat(copy).exists();
        assertThat(log).anyMatch(line -> line.contains("stay, because the ledger cannot be read"));
    }

    @Test
    void leftoversStayWhileAnotherRecorderMayWriteThere() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(8, a);
        a.end();
        second += 100;
        alone = false;
        restart();
        pass(3);
        assertThat(segments("a")).hasSize(5);
        assertThat(log)
                .filteredOn(line -> line.contains("another recorder may write here"))
                .hasSize(5);
        alone = true;
        pass(1);
        assertThat(segments("a")).isEmpty();
    }

    @Test
    void aFileStaysAsLongAsItsLineCannotBeWritten() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(8, a);
        a.end();
        ledger.close();
        pass(30);
        assertThat(segments("a")).hasSize(5);
        assertThat(log)
                .filteredOn(line -> line.contains("cannot be let go, retrying"))
                .hasSize(5);
        assertThat(flight.status().letGoFiles()).isZero();
    }

    @Test
    void aFileThatIsTakenAwayIsNotCountedAsLetGo() throws IOException {
        Sandbox a = new Sandbox(1, "a");
        pass(8, a);
        Files.delete(first("a"));
        a.end();
        pass(30);
        assertThat(segments("a")).isEmpty();
        assertThat(flight.status().letGoFiles()).isEqualTo(4);
        assertThat(flight.status().heldFiles()).isZero();
    }

    @Test
    void optionsHaveRangesAndFilesCoverAPartOfTheTimeBefore() {
        assertThat(new FlightOptions(Duration.ofMinutes(10), Duration.ZERO).segment())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(new FlightOptions(Duration.ofSeconds(2), Duration.ZERO).segment())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(new FlightOptions(Duration.ofDays(7), Duration.ZERO).segment())
                .isEqualTo(Duration.ofMinutes(10));
        for (Duration before : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(366))) {
            assertThatThrownBy(() -> new FlightOptions(before, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FlightOptions(Duration.ofSeconds(5), Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
