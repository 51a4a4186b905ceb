// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts about recordings of which a flight recorder let files go. */
final class LetGoVerdictsTest {
    private static final UUID RECORDING = TestTraces.RECORDING;
    private static final int FILES = 8;

    @TempDir
    private Path folder;

    private final KeyPair keys = keys();
    private final List<Path> files = new ArrayList<>();
    private final List<Seal> seals = new ArrayList<>();
    private final List<RecordingReport> recordings = new ArrayList<>();
    private final List<LedgerReport> ledgers = new ArrayList<>();

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is different from an honest recorder. */
    private record Forged(boolean ofFlightRecorder, int wrongSealOf, int keptButLetGo, boolean signedLedger) {
        static final Forged NOTHING = new Forged(true, -1, -1, true);
    }

    /** Eight files, of which 3 and 4 were kept, 7 is held, and the others are let go. */
    private void record(Forged forged) throws IOException {
        try (LedgerWriter ledger =
                LedgerWriter.open(folder, LedgerKeys.of(forged.signedLedger() ? keys.getPrivate() : null), START)) {
            ledger.append(START, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
            WriterOptions options =
                    TestTraces.options().withRecording(RECORDING).withSigner(keys.getPrivate());
            for (int segment = 0; segment < FILES; segment++) {
                options = options.following(file(ledger, segment, options, forged));
            }
            Text nobody = Text.EMPTY;
            ledger.append(START, new LedgerEvent.Triggered(RECORDING, 3, nobody, "request", nobody, nobody, START + 5));
            ledger.append(START, new LedgerEvent.Kept(RECORDING, 3, 4, 1));
            for (int segment : List.of(0, 1, 2, 5, 6)) {
                letGo(ledger, segment, forged);
            }
            if (forged.keptButLetGo() >= 0) {
                letGo(ledger, forged.keptButLetGo(), forged);
            }
            ledger.append(START + 900, new LedgerEvent.Stopped(true));
        }
    }

    private Seal file(LedgerWriter ledger, int segment, WriterOptions options, Forged forged) throws IOException {
        Path file = folder.resolve("a" + segment + ".gvt");
        Text name = Text.ofUtf8("a" + segment + ".gvt");
        boolean last = segment == FILES - 1;
        Opening opening = TestTraces.opening().toBuilder()
                .flightWindowNs(forged.ofFlightRecorder() ? 1_000_000_000L : 0)
                .build();
        ledger.append(
                START,
                segment == 0
                        ? new LedgerEvent.Begun(RECORDING, name, Text.ofUtf8("box"))
                        : new LedgerEvent.Rotated(RECORDING, segment, name));
        try (TraceWriter writer = TraceWriter.create(file, opening, options, TestTraces.INDEXER)) {
            for (int n = 1; n <= 10; n++) {
                TestTraces.message(writer, segment * 10 + n);
            }
            Seal seal = writer.seal(last ? Closing.end(START + 99, "end") : Closing.continued(START + 99, "rotated"));
            ledger.append(
                    START,
                    new LedgerEvent.Sealed(RECORDING, segment, name, seal.hex(), 10, 0, !last, Text.ofUtf8("x")));
            files.add(file);
            seals.add(seal);
            return seal;
        }
    }

    private void letGo(LedgerWriter ledger, int segment, Forged forged) throws IOException {
        String seal = seals.get(segment == forged.wrongSealOf() ? 0 : segment).hex();
        ledger.append(
                START,
                new LedgerEvent.LetGo(
                        RECORDING,
                        segment,
                        Text.ofUtf8("a" + segment + ".gvt"),
                        500,
                        seal,
                        null,
                        10,
                        segment == 1 ? 3 : 0,
                        START + segment * 10L,
                        START + segment * 10L + 9,
                        Text.ofUtf8("no trigger")));
        Files.deleteIfExists(files.get(segment));
    }

    private RecordingReport verify(@Nullable PublicKey trusted, Path... paths) throws IOException {
        recordings.clear();
        ledgers.clear();
        TrustedKeys required = trusted == null ? TrustedKeys.none() : TrustedKeys.of(trusted);
        new RecordingVerifier(required, Stamps.notAsked(), () -> TestTraces.INDEXER, new RecordingVerifier.Listener() {
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
                        throw new AssertionError(why);
                    }
                })
                .verify(List.of(paths));
        assertThat(recordings).hasSize(1);
        return recordings.get(0);
    }

    private static String verdicts(Verdicts verdicts) {
        return verdicts.intact() + " " + verdicts.authentic() + " " + verdicts.complete();
    }

    private static String verdicts(RecordingReport report) {
        return verdicts(report.verdicts());
    }

    private static String text(RecordingReport report) {
        return String.join(
                "\n",
                report.verdicts().reasons().stream().map(VerdictReason::text).toList());
    }

    /** As on a full disk, where the next file begins only once there is room. */
    @Test
    void filesThatAreLetGoBeforeTheNextBeginsCount() throws IOException {
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), START)) {
            ledger.append(START, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
            WriterOptions options =
                    TestTraces.options().withRecording(RECORDING).withSigner(keys.getPrivate());
            for (int segment = 0; segment < FILES; segment++) {
                options = options.following(file(ledger, segment, options, Forged.NOTHING));
                if (segment < FILES - 1) {
                    letGo(ledger, segment, Forged.NOTHING);
                }
            }
            ledger.append(START + 900, new LedgerEvent.Stopped(true));
        }
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(report.letGo()).singleElement().satisfies(range -> {
            assertThat(range.first()).isZero();
            assertThat(range.last()).isEqualTo(FILES - 2);
        });
        assertThat(verdicts(report)).as(text(report)).isEqualTo("YES YES YES");
    }

    @Test
    void whatWasKeptIsCompleteIfTheRestIsInTheLedger() throws IOException {
        record(Forged.NOTHING);
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES YES");
        assertThat(verdicts(ledgers.get(0).verdicts())).isEqualTo("YES YES YES");
        assertThat(ledgers.get(0).counts().letGoFiles()).isEqualTo(5);
        assertThat(ledgers.get(0).counts().deletedFiles()).isZero();
        assertThat(report.letGo())
                .containsExactly(
                        new LetGo(
                                0,
                                2,
                                30,
                                3,
                                1500,
                                START,
                                START + 29,
                                seals.get(2).hex()),
                        new LetGo(
                                5,
                                6,
                                20,
                                0,
                                1000,
                                START + 50,
                                START + 69,
                                seals.get(6).hex()));
        assertThat(text(report))
                .contains("segments 0 to 2 were let go by the flight recorder", "30 messages, 3 lost", "kept");
    }

    @Test
    void aKeptFileThatIsTakenAwayIsMissing() throws IOException {
        record(Forged.NOTHING);
        Files.delete(files.get(4));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES NO");
        assertThat(text(report)).contains("segment 4 (a4.gvt) is not here, missing", "segments 0 to 2 were let go");
        Files.delete(files.get(7));
        assertThat(text(verify(null, folder))).contains("segment 7 (a7.gvt) is not here, missing");
    }

    @Test
    void namedFilesAreComparedWithTheLedgerBesideThem() throws IOException {
        record(Forged.NOTHING);
        RecordingReport all = verify(keys.getPublic(), files.get(3), files.get(4), files.get(7));
        assertThat(verdicts(all)).isEqualTo("YES YES YES");
        assertThat(all.letGo()).hasSize(2);
        assertThat(ledgers).isEmpty();
        RecordingReport one = verify(keys.getPublic(), files.get(4));
        assertThat(verdicts(one)).isEqualTo("YES YES UNKNOWN");
        assertThat(text(one)).contains("segment 3 was not given, but is in the same directory", "5 to 6 were let go");
        Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
        RecordingReport without = verify(keys.getPublic(), files.get(3), files.get(4), files.get(7));
        assertThat(without.letGo()).isEmpty();
        assertThat(verdicts(without)).isEqualTo("YES YES UNKNOWN");
        assertThat(text(without)).contains("segments 0 to 2 are missing", "its ledger, which lists what it let go");
    }

    @Test
    void withoutTheLedgerItIsNotKnownWhatWasLetGo() throws IOException {
        record(Forged.NOTHING);
        Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES UNKNOWN");
        assertThat(text(report)).contains("may have let them go; its ledger");
    }

    @Test
    void aLedgerThatCannotBeTrustedProvesNothing() throws IOException {
        record(new Forged(true, -1, -1, false));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES UNKNOWN");
        assertThat(text(report)).contains("the ledger, which lists what was let go, is not authentic");
        assertThat(verdicts(verify(null, folder))).isEqualTo("YES UNKNOWN YES");
        Path ledger = folder.resolve(LedgerWriter.FILE_NAME);
        Files.writeString(
                ledger,
                Files.readString(ledger).replaceFirst("\"messages\":10,\"lost\":3", "\"messages\":9,\"lost\":3"));
        report = verify(null, folder);
        assertThat(report.verdicts().complete()).isEqualTo(Verdict.UNKNOWN);
        assertThat(text(report)).contains("the ledger, which lists what was let go, is not intact");
    }

    @Test
    void aPieceHasToContinueFromTheSealOfWhatWasLetGo() throws IOException {
        record(new Forged(true, 2, -1, true));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(report.verdicts().intact()).isEqualTo(Verdict.NO);
        assertThat(text(report)).contains("does not continue from the seal of the file before it, which was let go");
        assertThat(ledgers.get(0).verdicts().reasons())
                .anyMatch(reason -> reason.text().contains("had another seal when it was let go"));
    }

    @Test
    void whatATriggerKeepsCannotBeLetGo() throws IOException {
        record(new Forged(true, -1, 4, true));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES NO");
        assertThat(text(report)).contains("segment 4 (a4.gvt) is not here", "though a trigger keeps it");
        assertThat(verdicts(ledgers.get(0).verdicts())).isEqualTo("YES YES NO");
    }

    @Test
    void onlyAFlightRecorderLetsFilesGo() throws IOException {
        record(new Forged(false, -1, -1, true));
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES NO");
        assertThat(text(report)).contains("not written by a flight recorder, though the ledger");
    }

    @Test
    void aFileThatIsStillHereThoughItWasLetGoIsReported() throws IOException {
        record(Forged.NOTHING);
        byte[] last = Files.readAllBytes(files.get(7));
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), START)) {
            letGo(ledger, 7, Forged.NOTHING);
            ledger.append(START + 901, new LedgerEvent.Stopped(true));
        }
        assertThat(verdicts(verify(keys.getPublic(), folder))).isEqualTo("YES YES YES");
        assertThat(recordings.get(0).letGo()).extracting(LetGo::last).containsExactly(2, 7);
        Files.write(files.get(7), last);
        RecordingReport report = verify(keys.getPublic(), folder);
        assertThat(verdicts(report)).isEqualTo("YES YES YES");
        assertThat(text(report)).contains("a7.gvt: is here, but was let go by the flight recorder");
    }

    @Test
    void readersReportWhatIsNotHereAsAGapAndNotAsDamage() throws IOException {
        record(Forged.NOTHING);
        try (TraceSource source = TraceSources.open(files.get(4))) {
            assertThat(source.summary().damage()).isEmpty();
            assertThat(source.remarks()).hasSize(2);
            assertThat(source.remarks().get(0)).contains("segments 0 to 2 are not here (30 messages)", "segment 3");
            List<Long> lost = new ArrayList<>();
            try (RecordCursor records = source.records(Selection.all())) {
                while (records.next()) {
                    if (records.kind() == RecordKind.GAP) {
                        lost.add(Gap.decode(records.buffer(), records.offset(), records.length())
                                .lost());
                    }
                }
                assertThat(records.damage()).isEmpty();
            }
            assertThat(lost).containsExactly(30L, 20L);
        }
        Files.delete(files.get(7));
        try (TraceSource source = TraceSources.open(files.get(4))) {
            assertThat(source.summary().damage()).isEmpty();
            assertThat(source.remarks().get(1)).contains("the recording goes on, but segment 5 is not here");
        }
    }
}
