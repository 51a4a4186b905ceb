// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.files.DirectoryException;
import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import dev.gvtrace.trace.verify.Stamps;
import dev.gvtrace.trace.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recorder writes to its ledger, and what it finds when the one before it crashed. */
@Timeout(60)
class LedgerTest {
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([a-z]+)\"");

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void reportsEachFileFromBeginningToEnd() throws Exception {
        try (CaptureServer server = start();
                FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            Await.until(log, () -> server.counters().messages() == 1);
            server.rotate();
            Await.until(log, () -> traces().size() == 2);
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            sentry.close();
            Await.until(log, () -> server.connected() == 0);
        }
        assertThat(events()).containsExactly("started", "begun", "sealed", "rotated", "sealed", "stopped");
        Found found = Found.in(out());
        assertThat(found.recordings()).hasSize(1);
        assertThat(found.recordings().get(0).verdicts().complete())
                .as("%s", found.recordings().get(0).verdicts().reasons())
                .isEqualTo(Verdict.YES);
        assertThat(found.ledgers()).hasSize(1);
        assertThat(found.ledgers().get(0).verdicts().complete()).isEqualTo(Verdict.YES);
        try (Stream<Path> all = Files.list(out())) {
            for (Path trace : all.filter(f -> f.toString().endsWith(".gvt")).toList()) {
                Files.delete(trace);
            }
        }
        assertThat(Found.in(out()).recordings())
                .as("a whole recording that is missing")
                .singleElement()
                .satisfies(report -> assertThat(report.verdicts().complete()).isEqualTo(Verdict.NO));
    }

    @Test
    void linesThatCannotBeWrittenPreventACleanEnd() throws Exception {
        CaptureServer server = start();
        Files.delete(out().resolve(".lock"));
        Files.delete(out().resolve("ledger.jsonl"));
        Files.delete(out());
        Files.createFile(out());
        Await.until(
                log,
                () -> log.stream()
                                .filter(line -> line.contains("cannot check the directory"))
                                .count()
                        == 1);
        assertThat(server.stop(10_000)).isFalse();
        assertThat(log).anyMatch(line -> line.contains("lines of the ledger are lost"));
    }

    @Test
    void reportsFilesOfACrashAndLeavesThemUntouched() throws Exception {
        Path crashed = Files.createDirectories(dir.resolve("crashed"));
        try (CaptureServer server = start();
                FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            Await.until(log, () -> server.counters().messages() == 1);
            // what lies on the disk now is what a kill leaves
            try (Stream<Path> files = Files.list(out())) {
                for (Path file : files.toList()) {
                    Files.copy(file, crashed.resolve(file.getFileName()));
                }
            }
        }
        Path trace = traces(crashed).get(0);
        byte[] before = Files.readAllBytes(trace);
        for (int start = 0; start < 2; start++) {
            log.clear();
            CaptureOptions options = options(crashed);
            CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add);
            Await.until(
                    log,
                    () -> log.stream().anyMatch(line -> line.contains("left without a seal; gvtrace repair --all")));
            server.close();
            assertThat(log)
                    .anyMatch(line -> line.contains("found at the start: " + trace + " was left without a seal: "));
            assertThat(log.stream().filter(line -> line.contains("ended without a final line")))
                    .hasSize(start == 0 ? 1 : 0);
        }
        assertThat(trace).hasBinaryContent(before);
        assertThat(Files.readAllLines(crashed.resolve("ledger.jsonl")))
                .extracting(LedgerTest::event)
                .containsExactly("started", "begun", "crashed", "started", "unsealed", "stopped", "started", "stopped");
        Found found = Found.in(crashed);
        assertThat(found.recordings().get(0).verdicts().intact()).isEqualTo(Verdict.YES);
        assertThat(found.recordings().get(0).verdicts().complete()).isEqualTo(Verdict.NO);
        assertThat(found.ledgers().get(0).counts().crashes()).isEqualTo(1);
        Files.write(trace, java.util.Arrays.copyOf(before, 500));
        assertThat(Found.in(crashed).recordings().get(0).verdicts().intact())
                .as("cut after the recorder had seen it")
                .isEqualTo(Verdict.NO);
    }

    @Test
    void refusesALedgerThatIsALink() throws Exception {
        Files.createDirectories(out());
        Path precious = Files.writeString(dir.resolve("precious"), "mine");
        Files.createSymbolicLink(out().resolve("ledger.jsonl"), precious);
        assertThatThrownBy(this::start)
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("ledger.jsonl: a symbolic link");
        assertThat(precious).hasContent("mine");
        assertThat(options(out()).socket()).doesNotExist();
    }

    @Test
    void aLinkToTheDirectoryIsFollowedOnceAtTheStart() throws Exception {
        Path first = Files.createDirectory(dir.resolve("first"));
        Path second = Files.createDirectory(dir.resolve("second"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), first);
        try (CaptureServer server = CaptureServer.start(options(link), CaptureListener.NONE, log::add)) {
            Files.delete(link);
            Files.createSymbolicLink(link, second);
            FakeSentry.greeted(server.socket()).close();
            Await.until(log, () -> server.counters().connections() == 1 && server.connected() == 0);
        }
        assertThat(traces(first)).hasSize(1);
        assertThat(second).isEmptyDirectory();
        Path dangling = Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("nowhere"));
        assertThatThrownBy(() -> CaptureServer.start(options(dangling), CaptureListener.NONE, log::add))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("dangling");
    }

    /** The result of verifying a directory. */
    private record Found(List<RecordingReport> recordings, List<LedgerReport> ledgers) {
        static Found in(Path directory) throws IOException {
            Found found = new Found(new ArrayList<>(), new ArrayList<>());
            RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
                @Override
                public void recording(RecordingReport report) {
                    found.recordings.add(report);
                }

                @Override
                public void ledger(LedgerReport report) {
                    found.ledgers.add(report);
                }

                @Override
                public void unreadable(IOException why) {
                    throw new AssertionError(why);
                }
            };
            MessageIndexer indexer = new PacketIndexer();
            new RecordingVerifier(TrustedKeys.none(), Stamps.notAsked(), () -> indexer, listener)
                    .verify(List.of(directory));
            return found;
        }
    }

    private static String event(String line) {
        Matcher matcher = EVENT.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return matcher.group(1);
    }

    private List<String> events() throws IOException {
        return Files.readAllLines(out().resolve("ledger.jsonl")).stream()
                .map(LedgerTest::event)
                .toList();
    }

    private Path out() {
        return dir.resolve("out");
    }

    private List<Path> traces() throws IOException {
        return traces(out());
    }

    private static List<Path> traces(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
        }
    }

    private CaptureOptions options(Path directory) {
        return CaptureOptions.of(dir.resolve("s.sock"), directory).withRetention(new Retention(0, null, 0, null, 0));
    }

    private CaptureServer start() throws IOException {
        return CaptureServer.start(options(out()), CaptureListener.NONE, log::add);
    }
}
