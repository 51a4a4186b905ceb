// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What time stamps prove, with stamps of a form of their own: a line with time, digest and the authority's root ({@code
 * -} for none).
 */
final class StampsTest {
    private static final long ENDED = START + 80;
    private static final long LATER = ENDED + 1_000_000_000L;
    private static final UUID SECOND = new UUID(7, 7);

    @TempDir
    private Path folder;

    private final List<Path> files = new ArrayList<>();
    private final List<RecordingReport> recordings = new ArrayList<>();
    private final List<LedgerReport> ledgers = new ArrayList<>();

    private static TimeStamp read(Path file) {
        try {
            String[] words = Files.readString(file).split(" ");
            if (words.length != 3) {
                return TimeStamp.unusable(FileNames.text(file), "not a stamp");
            }
            TimeStamp.Authority by =
                    new TimeStamp.Authority("CN=A", "1", "1.2.3", words[2].equals("-") ? null : words[2]);
            return new TimeStamp(FileNames.text(file), null, "SHA-256", words[1], Long.parseLong(words[0]), by);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stamp(Path target, byte[] bytes, long timeNs, String root) throws IOException {
        String digest = HexFormat.of().formatHex(TraceFormat.sha256().digest(bytes));
        Files.writeString(target, timeNs + " " + digest + " " + root);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void stamp(Path file, long timeNs, String root) throws IOException {
        stamp(beside(file, ".tsr"), Files.readAllBytes(file), timeNs, root);
    }

    private Path ledger() {
        return folder.resolve(LedgerWriter.FILE_NAME);
    }

    /** A directory with two recordings of a file each, without signatures. */
    @BeforeEach
    void record() throws IOException {
        write(LedgerKeys.none(), TestTraces.options(), TestTraces.RECORDING, "a.gvt");
        write(LedgerKeys.none(), TestTraces.options(), SECOND, "b.gvt");
    }

    private void write(LedgerKeys keys, WriterOptions options, UUID id, String name) throws IOException {
        try (LedgerWriter ledger = LedgerWriter.open(folder, keys, START)) {
            Path file = folder.resolve(name);
            ledger.append(START, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
            ledger.append(START, new LedgerEvent.Begun(id, Text.ofUtf8(name), Text.ofUtf8("box")));
            try (TraceWriter writer =
                    TraceWriter.create(file, TestTraces.opening(), options.withRecording(id), TestTraces.INDEXER)) {
                TestTraces.message(writer, 1);
                Seal seal = writer.seal(Closing.end(ENDED, "end"));
                ledger.append(
                        ENDED,
                        new LedgerEvent.Sealed(id, 0, Text.ofUtf8(name), seal.hex(), 1, 0, false, Text.ofUtf8("end")));
            }
            ledger.append(ENDED, new LedgerEvent.Stopped(true));
            files.add(file);
        }
    }

    private void verify(TrustedKeys keys, long latestNs) throws IOException {
        recordings.clear();
        ledgers.clear();
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
                throw new UncheckedIOException(why);
            }
        };
        new RecordingVerifier(keys, Stamps.readBy(StampsTest::read, latestNs), () -> TestTraces.INDEXER, listener)
                .verify(List.of(folder));
    }

    private void verify() throws IOException {
        verify(TrustedKeys.none(), Long.MAX_VALUE);
    }

    private List<Verdict> authentic() {
        return recordings.stream().map(each -> each.verdicts().authentic()).toList();
    }

    private static String texts(Verdicts verdicts) {
        return String.join(
                "\n", verdicts.reasons().stream().map(VerdictReason::text).toList());
    }

    private FileStamp stampOf(int file) {
        return recordings.get(file).stamps().get(files.get(file).toString());
    }

    @Test
    void aStampedFileIsAuthenticWithoutAKey() throws IOException {
        stamp(files.get(0), LATER, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.UNKNOWN);
        assertThat(stampOf(0).counts()).isTrue();
        assertThat(stampOf(0).afterNs()).isEqualTo(LATER - ENDED);
        assertThat(texts(recordings.get(1).verdicts())).contains("b.gvt: under no time stamp");
        assertThat(ledgers.get(0).verdicts().authentic()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aStampWithoutAKnownAuthorityOrTooLateProvesNothing() throws IOException {
        stamp(files.get(0), LATER, "-");
        stamp(files.get(1), LATER, "CN=root");
        verify(TrustedKeys.none(), LATER - 1);
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
        assertThat(texts(recordings.get(0).verdicts())).contains("no certificate was given");
        assertThat(texts(recordings.get(1).verdicts())).contains("later than the time before which stamps count");
        verify(TrustedKeys.none(), LATER);
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.YES);
    }

    @Test
    void aStampOverOtherBytesIsWrong() throws IOException {
        stamp(files.get(0), LATER, "CN=root");
        Files.copy(beside(files.get(0), ".tsr"), beside(files.get(1), ".tsr"));
        byte[] bytes = Files.readAllBytes(files.get(0));
        bytes[bytes.length / 2] ^= 1;
        Files.write(files.get(0), bytes);
        verify();
        assertThat(authentic()).containsExactly(Verdict.NO, Verdict.NO);
        assertThat(texts(recordings.get(1).verdicts())).contains("b.gvt.tsr: it is over other bytes");
        Files.writeString(beside(files.get(1), ".tsr"), "damaged");
        verify();
        assertThat(texts(recordings.get(1).verdicts())).contains("b.gvt.tsr: not a stamp");
        Files.delete(beside(files.get(1), ".tsr"));
        Files.createDirectory(beside(files.get(1), ".tsr"));
        verify();
        assertThat(texts(recordings.get(1).verdicts())).contains("b.gvt.tsr: not a regular file");
    }

    @Test
    void aStampBeforeTheEndShowsAWrongClock() throws IOException {
        stamp(files.get(0), ENDED - 1, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.UNKNOWN);
        assertThat(texts(recordings.get(0).verdicts())).contains("one of the two clocks was wrong");
    }

    /** The bytes of the first lines of the ledger. */
    private byte[] lines(int count) throws IOException {
        byte[] all = Files.readAllBytes(ledger());
        int at = 0;
        for (int seen = 0; seen < count; at++) {
            seen += all[at] == '\n' ? 1 : 0;
        }
        return Arrays.copyOf(all, at);
    }

    @Test
    void aStampOverTheLedgerProvesTheFilesThatItNamesAndStaysValidWhenTheLedgerGrows() throws IOException {
        stamp(beside(ledger(), ".4.tsr"), lines(4), LATER, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.UNKNOWN);
        assertThat(stampOf(0).ledger()).isEqualTo(ledger().toString());
        assertThat(stampOf(0).line()).isEqualTo(3);
        LedgerReport report = ledgers.get(0);
        assertThat(report.stamps()).singleElement().matches(each -> each.counts() && each.line() == 4);
        assertThat(report.verdicts().authentic()).isEqualTo(Verdict.UNKNOWN);
        assertThat(texts(report.verdicts())).contains("lines 5 to 8 are under no stamp that counts");

        // the name need not be right
        stamp(beside(ledger(), ".99.tsr"), lines(8), LATER + 5, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.YES);
        assertThat(stampOf(0).stamp().timeNs()).isEqualTo(LATER);
        assertThat(stampOf(1).stamp().timeNs()).isEqualTo(LATER + 5);
        assertThat(ledgers.get(0).verdicts().authentic()).isEqualTo(Verdict.YES);
    }

    @Test
    void aStampedLineProvesNothingBeforeItsOwnNumber() throws IOException {
        stamp(beside(ledger(), ".2.tsr"), lines(2), LATER, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
        assertThat(stampOf(0)).isNull();
    }

    @Test
    void linesChangedOrTakenAwayUnderAStampAreSeen() throws IOException {
        stamp(beside(ledger(), ".8.tsr"), lines(8), LATER, "CN=root");
        byte[] shorter = lines(4);
        Files.write(ledger(), shorter, StandardOpenOption.TRUNCATE_EXISTING);
        verify();
        LedgerReport report = ledgers.get(0);
        assertThat(report.verdicts().authentic()).isEqualTo(Verdict.NO);
        assertThat(texts(report.verdicts()))
                .contains("ledger.jsonl.8.tsr: no beginning of the ledger has the stamped digest");
        assertThat(report.stamps()).singleElement().matches(each -> !each.counts() && each.line() == 0);
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
    }

    /** A file that was made anew has another seal than the stamped line. */
    @Test
    void anotherFileUnderTheNameOfAStampedOneIsNotProven() throws IOException {
        stamp(beside(ledger(), ".8.tsr"), lines(8), LATER, "CN=root");
        Files.delete(files.get(0));
        try (TraceWriter writer = TraceWriter.create(
                files.get(0),
                TestTraces.opening(),
                TestTraces.options().withRecording(TestTraces.RECORDING),
                TestTraces.INDEXER)) {
            TestTraces.message(writer, 2);
            writer.seal(Closing.end(ENDED, "end"));
        }
        verify();
        assertThat(recordings.get(0).verdicts().intact()).isEqualTo(Verdict.NO);
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.YES);
    }

    @Test
    void withAKeyAStampAddsButDoesNotReplaceTheSignature() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        stamp(files.get(0), LATER, "CN=root");
        verify(TrustedKeys.of(keys.getPublic()), Long.MAX_VALUE);
        assertThat(authentic()).containsExactly(Verdict.NO, Verdict.NO);
        files.forEach(file -> file.toFile().delete());
        Files.delete(ledger());
        files.clear();
        LedgerKeys signing = LedgerKeys.of(keys.getPrivate());
        WriterOptions options = TestTraces.options().withSigner(keys.getPrivate());
        write(signing, options, TestTraces.RECORDING, "a.gvt");
        write(signing, options, SECOND, "b.gvt");
        verify(TrustedKeys.of(keys.getPublic()), Long.MAX_VALUE);
        assertThat(authentic()).as("the old stamp is over the old file").containsExactly(Verdict.NO, Verdict.YES);
        assertThat(ledgers.get(0).verdicts().authentic()).isEqualTo(Verdict.YES);
    }

    @Test
    void signaturesWithACompromisedKeyCountOnlyUnderAStampInTime() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        files.forEach(file -> file.toFile().delete());
        Files.delete(ledger());
        files.clear();
        LedgerKeys signing = LedgerKeys.of(keys.getPrivate());
        WriterOptions options = TestTraces.options().withSigner(keys.getPrivate());
        write(signing, options, TestTraces.RECORDING, "a.gvt");
        stamp(beside(ledger(), ".4.tsr"), lines(4), LATER, "CN=root");
        write(signing, options, SECOND, "b.gvt");
        TrustedKeys compromised = TrustedKeys.none().withCompromised(TrustedKeys.of(keys.getPublic()));
        verify(compromised, LATER);
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.UNKNOWN);
        assertThat(texts(recordings.get(1).verdicts())).contains("signed with a compromised key");
        assertThat(texts(ledgers.get(0).verdicts())).contains("lines 5 to 8 are signed with a compromised key");
        verify(compromised, LATER - 1);
        assertThat(authentic()).containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN);
    }

    /** A stamp over all bytes, made by another program. */
    @Test
    void stampsOverTheLedgerWithAnUnfinishedLine() throws IOException {
        Files.writeString(ledger(), "{\"torn", StandardOpenOption.APPEND);
        stamp(beside(ledger(), ".tsr"), Files.readAllBytes(ledger()), LATER, "CN=root");
        verify();
        assertThat(authentic()).containsExactly(Verdict.YES, Verdict.YES);
        assertThat(ledgers.get(0).stamps()).singleElement().matches(each -> each.line() == 8);
    }
}
