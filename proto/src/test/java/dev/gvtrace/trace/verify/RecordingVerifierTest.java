// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.copy.TraceRepairer;
import dev.gvtrace.trace.gvt.ForgedTrace;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three verdicts about recordings of several files, and what the ledger adds. */
final class RecordingVerifierTest {
    private static final UUID OTHER = new UUID(5, 6);

    @TempDir
    private Path folder;

    private final KeyPair keys = key();
    private final List<RecordingReport> recordings = new ArrayList<>();
    private final List<LedgerReport> ledgers = new ArrayList<>();
    private final List<IOException> unreadable = new ArrayList<>();

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A directory as a recorder leaves it: a recording of three files, one of a single file, and the ledger; all
     * signed.
     */
    private List<Path> directory() throws IOException {
        List<Path> files = new ArrayList<>();
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), START)) {
            ledger.append(START, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
            files.addAll(recording(ledger, TestTraces.RECORDING, "a", 3));
            files.addAll(recording(ledger, OTHER, "b", 1));
            ledger.append(START + 90, new LedgerEvent.Stopped(true));
        }
        return files;
    }

    private List<Path> recording(LedgerWriter ledger, UUID id, String name, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        WriterOptions options = TestTraces.options().withRecording(id).withSigner(keys.getPrivate());
        for (int segment = 0; segment < count; segment++) {
            Path file = folder.resolve(name + segment + ".gvt");
            boolean last = segment == count - 1;
            Text fileName = Text.ofUtf8(file.getFileName().toString());
            LedgerEvent event = segment == 0
                    ? new LedgerEvent.Begun(id, fileName, Text.ofUtf8("box"))
                    : new LedgerEvent.Rotated(id, segment, fileName);
            ledger.append(START + segment, event);
            Closing closing = last ? Closing.end(START + 80, "end") : Closing.continued(START + 80, "rotated");
            Seal seal = segment(file, segment, options, closing);
            options = options.following(seal);
            ledger.append(
                    START + segment,
                    new LedgerEvent.Sealed(id, segment, fileName, seal.hex(), 10, 0, !last, Text.ofUtf8("test")));
            files.add(file);
        }
        return files;
    }

    private static Seal segment(Path file, int segment, WriterOptions options, Closing closing) throws IOException {
        try (TraceWriter writer = TraceWriter.create(file, TestTraces.opening(), options, TestTraces.INDEXER)) {
            for (int n = 1; n <= 10; n++) {
                TestTraces.message(writer, segment * 10 + n);
            }
            return writer.seal(closing);
        }
    }

    private boolean verify(@Nullable PublicKey trusted, List<Path> paths) throws IOException {
        recordings.clear();
        ledgers.clear();
        unreadable.clear();
        RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
            @Override
            public void recording(RecordingReport report) {
                recordings.add(report);
            }

            @Override
            public void ledger(LedgerReport report) {
                ledgers.add(report);
            }

            @Override
            public void unreadable(IOException why) {
                unreadable.add(why);
            }
        };
        return new RecordingVerifier(
                        trusted == null ? TrustedKeys.none() : TrustedKeys.of(trusted),
                        Stamps.notAsked(),
                        () -> TestTraces.INDEXER,
                        listener)
                .verify(paths);
    }

    private void verifyDirectory() throws IOException {
        verify(keys.getPublic(), List.of(folder));
    }

    private RecordingReport of(UUID id) {
        return recordings.stream()
                .filter(report -> id.equals(report.recording()))
                .findFirst()
                .orElseThrow();
    }

    private static String verdicts(RecordingReport report) {
        return report.verdicts().intact() + " " + report.verdicts().authentic() + " "
                + report.verdicts().complete();
    }

    private String ledgerVerdicts() {
        assertThat(ledgers).hasSize(1);
        LedgerReport report = ledgers.get(0);
        return report.verdicts().intact() + " " + report.verdicts().authentic() + " "
                + report.verdicts().complete();
    }

    private static String text(List<VerdictReason> reasons) {
        return String.join("\n", reasons.stream().map(VerdictReason::text).toList());
    }

    @Test
    void aDirectoryAsARecorderLeavesItIsAllThreeInAnyOrder() throws IOException {
        List<Path> files = new ArrayList<>(directory());
        verifyDirectory();
        assertThat(recordings).hasSize(2).allMatch(report -> verdicts(report).equals("YES YES YES"));
        assertThat(ledgerVerdicts()).isEqualTo("YES YES YES");
        verify(null, List.of(folder));
        assertThat(recordings).allMatch(report -> verdicts(report).equals("YES UNKNOWN YES"));
        assertThat(ledgerVerdicts()).isEqualTo("YES UNKNOWN YES");
        Collections.reverse(files);
        verify(keys.getPublic(), files);
        assertThat(recordings).hasSize(2).allMatch(report -> verdicts(report).equals("YES YES YES"));
        assertThat(of(TestTraces.RECORDING).files())
                .extracting(VerifyReport::segment)
                .containsExactly(0, 1, 2);
    }

    @Test
    void aMissingFirstMiddleOrLastFileShowsWithAndWithoutLedger() throws IOException {
        for (boolean withLedger : new boolean[] {true, false}) {
            for (int missing = 0; missing < 3; missing++) {
                List<Path> files = directory();
                Files.delete(files.get(missing));
                if (!withLedger) {
                    Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
                }
                verifyDirectory();
                RecordingReport report = of(TestTraces.RECORDING);
                assertThat(verdicts(report)).isEqualTo("YES YES NO");
                assertThat(text(report.verdicts().reasons())).contains("segment " + missing);
                assertThat(verdicts(of(OTHER))).isEqualTo("YES YES YES");
                verify(keys.getPublic(), files.stream().filter(Files::exists).toList());
                assertThat(of(TestTraces.RECORDING).verdicts().complete()).isEqualTo(Verdict.NO);
                clean();
            }
        }
    }

    private void clean() throws IOException {
        for (Path file : TraceFiles.list(List.of(folder))) {
            Files.delete(file);
        }
        Files.deleteIfExists(folder.resolve(LedgerWriter.FILE_NAME));
    }

    @Test
    void aWholeRecordingThatIsMissingShowsByTheLedger() throws IOException {
        List<Path> files = directory();
        Files.delete(files.get(3));
        verifyDirectory();
        RecordingReport report = of(OTHER);
        assertThat(report.files()).isEmpty();
        assertThat(verdicts(report)).isEqualTo("UNKNOWN UNKNOWN NO");
        assertThat(text(report.verdicts().reasons())).contains("b0.gvt", "not deleted, according to the ledger");
    }

    @Test
    void filesDeletedByTheRecorderAreNotMissing() throws IOException {
        List<Path> files = directory();
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), START)) {
            ledger.append(1, new LedgerEvent.Deleted(OTHER, 0, Text.ofUtf8("b0.gvt"), 1, null, Text.ofUtf8("old")));
            ledger.append(
                    1,
                    new LedgerEvent.Deleted(
                            TestTraces.RECORDING, 0, Text.ofUtf8("a0.gvt"), 1, null, Text.ofUtf8("old")));
            ledger.append(1, new LedgerEvent.Stopped(true));
        }
        Files.delete(files.get(0));
        Files.delete(files.get(3));
        verifyDirectory();
        assertThat(recordings).hasSize(1);
        assertThat(verdicts(recordings.get(0))).isEqualTo("YES YES NO");
        assertThat(text(recordings.get(0).verdicts().reasons())).contains("deleted by the recorder", "old");
        assertThat(ledgers.get(0).counts().deletedFiles()).isEqualTo(2);
    }

    @Test
    void aFileGivenAloneProvesNothingAboutTheOthers() throws IOException {
        List<Path> files = directory();
        Path alone = Files.createDirectory(folder.resolve("alone")).resolve("x.gvt");
        Files.move(files.get(1), alone);
        for (Path file : List.of(files.get(0), alone, files.get(2))) {
            verify(keys.getPublic(), List.of(file));
            RecordingReport report = recordings.get(0);
            assertThat(verdicts(report)).as("%s", file).isEqualTo("YES YES UNKNOWN");
            assertThat(text(report.verdicts().reasons())).contains("was not given");
        }
        verify(keys.getPublic(), List.of(alone.getParent()));
        assertThat(verdicts(recordings.get(0))).isEqualTo("YES YES NO");
        assertThat(text(recordings.get(0).verdicts().reasons()))
                .contains("segment 0 is missing", "segment 2 is missing");
    }

    @Test
    void filesOfAnotherRecordingOrSealInTheirPlaceShow() throws IOException {
        List<Path> files = directory();
        // sealed again, with a key of the forger's
        Files.delete(files.get(2));
        Seal before = seal(files.get(1));
        WriterOptions forger = TestTraces.options().following(before).withSigner(key().getPrivate());
        segment(files.get(2), 2, forger, Closing.end(START + 81, "end"));
        verifyDirectory();
        assertThat(verdicts(of(TestTraces.RECORDING))).isEqualTo("NO NO YES");
        assertThat(text(of(TestTraces.RECORDING).verdicts().reasons())).contains("another seal", "another key");
        verify(null, List.of(folder));
        assertThat(verdicts(of(TestTraces.RECORDING))).isEqualTo("NO NO YES");
        Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
        verify(null, List.of(folder));
        assertThat(verdicts(of(TestTraces.RECORDING))).isEqualTo("YES NO YES");
    }

    private static Seal seal(Path file) throws IOException {
        try (TraceSource source = TraceSources.openFile(file)) {
            return source.summary().seal();
        }
    }

    @Test
    void swappedFilesAndFilesThatDoNotFollowShow() throws IOException {
        List<Path> files = directory();
        Path spare = folder.resolve("spare");
        Files.move(files.get(0), spare);
        Files.move(files.get(1), files.get(0));
        Files.move(spare, files.get(1));
        verifyDirectory();
        assertThat(verdicts(of(TestTraces.RECORDING))).as("names say nothing").isEqualTo("YES YES YES");
        Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
        try (TraceWriter writer = TraceWriter.create(
                folder.resolve("z"),
                TestTraces.opening(),
                TestTraces.options().withSigner(keys.getPrivate()),
                TestTraces.INDEXER)) {
            for (int n = 1; n <= 10; n++) {
                TestTraces.message(writer, n);
            }
            writer.seal(Closing.continued(START, "another"));
        }
        Files.move(folder.resolve("z"), files.get(1), StandardCopyOption.REPLACE_EXISTING);
        verifyDirectory();
        assertThat(verdicts(of(TestTraces.RECORDING))).isEqualTo("NO YES YES");
        assertThat(text(of(TestTraces.RECORDING).verdicts().reasons())).contains("does not continue from the seal of");
    }

    @Test
    void aLedgerThatWasEditedShortenedOrCutShows() throws IOException {
        directory();
        Path file = folder.resolve(LedgerWriter.FILE_NAME);
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        assertThat(lines).hasSize(10);

        List<String> edited = new ArrayList<>(lines);
        edited.set(2, edited.get(2).replace("\"messages\":10", "\"messages\":11"));
        write(edited, true);
        assertThat(ledgerVerdicts()).isEqualTo("NO NO YES");
        assertThat(text(ledgers.get(0).verdicts().reasons()))
                .contains("line 3 has a wrong signature", "line 4 does not continue from the line before it");

        for (int removed = 1; removed < lines.size() - 1; removed++) {
            List<String> shorter = new ArrayList<>(lines);
            shorter.remove(removed);
            write(shorter, true);
            assertThat(ledgers.get(0).verdicts().intact())
                    .as("line %d", removed)
                    .isEqualTo(Verdict.NO);
        }
        write(lines.subList(1, lines.size()), true);
        assertThat(ledgerVerdicts()).isEqualTo("YES YES NO");
        write(lines.subList(0, lines.size() - 1), true);
        assertThat(ledgerVerdicts()).isEqualTo("YES YES UNKNOWN");
        write(lines, false);
        assertThat(ledgerVerdicts()).isEqualTo("YES YES UNKNOWN");

        // lines of the last recording are taken away, its file is not
        write(lines.subList(0, 7), true);
        assertThat(ledgers.get(0).verdicts().complete()).isEqualTo(Verdict.UNKNOWN);
        assertThat(text(ledgers.get(0).verdicts().reasons())).contains("b0.gvt was sealed after the last line");
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), START)) {
            ledger.append(START + 3, new LedgerEvent.Stopped(true));
        }
        verifyDirectory();
        assertThat(ledgers.get(0).verdicts().complete()).isEqualTo(Verdict.NO);
        assertThat(text(ledgers.get(0).verdicts().reasons())).contains("lines are missing at the end");

        Files.writeString(file, "");
        verifyDirectory();
        assertThat(ledgers.get(0).verdicts().complete()).isNotEqualTo(Verdict.YES);
        Files.writeString(file, "nonsense\n" + "x".repeat(100_000) + "\n");
        verifyDirectory();
        assertThat(ledgers.get(0).verdicts().intact()).isEqualTo(Verdict.NO);
    }

    private void write(List<String> lines, boolean whole) throws IOException {
        String text = String.join("\n", lines) + "\n";
        Files.writeString(folder.resolve(LedgerWriter.FILE_NAME), whole ? text : text.substring(0, text.length() - 5));
        verifyDirectory();
    }

    @Test
    void aLedgerThatIsUnsignedOrOfAnotherKeyIsNotAuthentic() throws IOException {
        directory();
        verify(key().getPublic(), List.of(folder));
        assertThat(ledgerVerdicts()).isEqualTo("YES NO YES");
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.none(), START)) {
            ledger.append(START + 91, new LedgerEvent.Stopped(true));
        }
        verifyDirectory();
        assertThat(ledgerVerdicts()).isEqualTo("YES NO YES");
        assertThat(text(ledgers.get(0).verdicts().reasons())).contains("line 11 is not signed");
    }

    @Test
    void distinguishesACrashARemovedSealAndACut() throws IOException {
        List<Path> files = directory();
        byte[] whole = Files.readAllBytes(files.get(3));
        int footer = footerAt(whole);

        Files.write(files.get(3), Arrays.copyOf(whole, footer - 7));
        verifyDirectory();
        assertThat(of(OTHER).files().get(0).ending()).isEqualTo(Ending.CUT);
        assertThat(verdicts(of(OTHER))).isEqualTo("NO UNKNOWN NO");

        Files.write(files.get(3), Arrays.copyOf(whole, footer));
        verifyDirectory();
        assertThat(verdicts(of(OTHER))).isEqualTo("NO UNKNOWN NO");
        assertThat(text(of(OTHER).verdicts().reasons()))
                .contains("not sealed; according to the ledger it was sealed with");
    }

    private static int footerAt(byte[] trace) {
        int at = trace.length;
        while (!TraceFormat.matches(trace, at - TraceFormat.MAGIC_BYTES, TraceFormat.FOOTER_MAGIC)) {
            at--;
        }
        return at - TraceFormat.MAGIC_BYTES;
    }

    @Test
    void aRepairedTraceIsReportedAsSealedAgain() throws IOException {
        Path open = folder.resolve("open.gvt");
        try (TraceWriter writer =
                TraceWriter.create(open, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            TestTraces.message(writer, 1);
        }
        verify(null, List.of(open));
        assertThat(verdicts(recordings.get(0))).isEqualTo("YES UNKNOWN NO");
        Path repaired = folder.resolve("repaired.gvt");
        TraceRepairer.repair(
                open, repaired, WriterOptions.defaults().withSynced(false), TestTraces.INDEXER, "test", START);
        verify(null, List.of(repaired));
        assertThat(verdicts(recordings.get(0))).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(text(recordings.get(0).verdicts().reasons()))
                .contains("sealed anew: open.gvt", "sealed afterwards (repaired");
    }

    @Test
    void filesWithoutOpeningOrClosingAreNotComplete() throws IOException {
        for (boolean opened : new boolean[] {true, false}) {
            Path file = folder.resolve(opened + ".gvt");
            ForgedTrace.write(file, opened, !opened);
            verify(null, List.of(file));
            RecordingReport report = recordings.get(0);
            assertThat(verdicts(report)).as("%s", report.verdicts().reasons()).isEqualTo("YES UNKNOWN NO");
            assertThat(text(report.verdicts().reasons()))
                    .contains(opened ? "without a closing record" : "no opening record");
        }
        Path whole = folder.resolve("whole.gvt");
        ForgedTrace.write(whole, true, true);
        verify(null, List.of(whole));
        assertThat(verdicts(recordings.get(0))).isEqualTo("YES UNKNOWN YES");
    }

    @Test
    void findsNothingWhereThereIsNothing() throws IOException {
        assertThat(verify(null, List.of(folder))).isFalse();
        Path missing = folder.resolve("missing.gvt");
        assertThat(verify(null, List.of(missing))).isFalse();
        assertThat(unreadable).hasSize(1);
        Path text = Files.writeString(folder.resolve("text"), "no trace");
        verify(null, List.of(text));
        assertThat(unreadable).hasSize(1);
        assertThat(recordings).isEmpty();
        Files.writeString(folder.resolve(LedgerWriter.FILE_NAME), "");
        assertThat(verify(null, List.of(folder))).isTrue();
        assertThat(ledgers).hasSize(1);
    }

    @Test
    void eachCopyOfAFileIsCheckedByItself() throws IOException {
        Path one = folder.resolve("one.gvt");
        segment(one, 0, TestTraces.options(), Closing.end(START + 80, "end"));
        Path two = Files.copy(one, folder.resolve("two.gvt"));
        assertThat(verify(null, List.of(one, two, one))).isTrue();
        assertThat(recordings)
                .hasSize(2)
                .allMatch(report -> report.files().size() == 1)
                .allMatch(report -> verdicts(report).equals("YES UNKNOWN YES"));
        segment(folder.resolve("three.gvt"), 0, TestTraces.options(), Closing.end(START + 81, "another end"));
        verify(null, List.of(folder));
        assertThat(recordings).hasSize(1);
        assertThat(verdicts(recordings.get(0))).isEqualTo("NO UNKNOWN YES");
    }

    @Test
    void theLedgerMustBeAFile() throws IOException {
        directory();
        Path file = folder.resolve(LedgerWriter.FILE_NAME);
        Files.move(file, folder.resolve("elsewhere"));
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));
        verifyDirectory();
        assertThat(ledgers).isEmpty();
        assertThat(unreadable).hasSize(1);
        assertThat(unreadable.get(0)).hasMessageContaining("a symbolic link, expected a ledger");
    }
}
