// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of a ledger, line by line, and the report on an invalid one. */
final class LedgerCheckTest {
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID TWO = new UUID(2, 2);
    private static final String SEAL = "ab".repeat(32);

    @TempDir
    private Path folder;

    private long line;
    private String previous = LedgerLine.FIRST;

    private Path file() {
        return folder.resolve(LedgerWriter.FILE_NAME);
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(file(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A line at second {@code line} of the epoch. */
    private void add(LedgerEvent event, LedgerLine.@Nullable Signer signer) throws IOException {
        line++;
        byte[] bytes = LedgerLine.encode(line, line * 1_000_000_000L, event, previous, signer);
        previous = LedgerLine.hash(bytes, bytes.length);
        append(bytes);
    }

    private void add(LedgerEvent... events) throws IOException {
        for (LedgerEvent event : events) {
            add(event, null);
        }
    }

    private LedgerCheck read(@Nullable PublicKey trusted) throws IOException {
        return LedgerCheck.read(
                file(), trusted == null ? TrustedKeys.none() : TrustedKeys.of(trusted), Stamps.notAsked());
    }

    private static String verdicts(LedgerReport report) {
        return report.verdicts().intact() + " " + report.verdicts().authentic() + " "
                + report.verdicts().complete();
    }

    private static List<String> texts(LedgerReport report) {
        return report.verdicts().reasons().stream().map(VerdictReason::text).toList();
    }

    private static LedgerEvent.Begun begun(UUID id, String name) {
        return new LedgerEvent.Begun(id, Text.ofUtf8(name), Text.ofUtf8("box"));
    }

    private static LedgerEvent.Deleted deleted(@Nullable UUID id, int segment, String name) {
        return new LedgerEvent.Deleted(id, segment, Text.ofUtf8(name), 5, null, Text.ofUtf8("too old"));
    }

    private static LedgerEvent stopped() {
        return new LedgerEvent.Stopped(true);
    }

    @Test
    void keepsTheEventsOfEachFile() throws IOException {
        add(
                begun(ONE, "a.gvt"),
                new LedgerEvent.Sealed(ONE, 0, Text.ofUtf8("a.gvt"), SEAL, 3, 0, true, Text.ofUtf8("rotated")),
                new LedgerEvent.Rotated(ONE, 1, Text.ofUtf8("a.0001.gvt")),
                new LedgerEvent.Unsealed(ONE, 1, Text.ofUtf8("a.0001.gvt"), 77, Text.ofUtf8("left")),
                new LedgerEvent.Crashed(4),
                new LedgerEvent.Unsealed(TWO, 3, Text.ofUtf8("b.gvt"), 88, Text.ofUtf8("found")),
                new LedgerEvent.Unsealed(null, 0, Text.ofUtf8("c.gvt"), 99, Text.ofUtf8("found")),
                deleted(ONE, 0, "a.gvt"),
                stopped());
        LedgerCheck check = read(null);
        assertThat(check.recordings()).containsExactly(ONE, TWO);
        assertThat(check.segments(ONE)).containsOnlyKeys(0, 1);
        LedgerCheck.Entry first = check.segments(ONE).get(0);
        assertThat(first.file).hasToString("a.gvt");
        assertThat(first.begun).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(first.seal).isEqualTo(SEAL);
        assertThat(first.unsealedBytes).isEqualTo(-1);
        assertThat(first.deleted).isEqualTo("deleted by the recorder at 1970-01-01T00:00:08Z: too old");
        LedgerCheck.Entry second = check.segments(ONE).get(1);
        assertThat(second.file).hasToString("a.0001.gvt");
        assertThat(second.unsealedBytes).isEqualTo(77);
        assertThat(second.seal).isNull();
        assertThat(second.deleted).isNull();
        assertThat(check.segments(TWO).get(3).unsealedBytes).isEqualTo(88);
        LedgerReport report = check.report();
        assertThat(report.file()).isEqualTo(FileNames.text(file()));
        assertThat(report.counts().lines()).isEqualTo(9);
        assertThat(report.counts().recordings()).isEqualTo(1);
        assertThat(report.counts().deletedFiles()).isEqualTo(1);
        assertThat(report.counts().crashes()).isEqualTo(1);
        assertThat(verdicts(report)).isEqualTo("YES UNKNOWN YES");
        assertThat(texts(report)).containsExactly("not signed from line 1 on");
    }

    @Test
    void aRecordingIsForgottenWhenItsLastFileIsDeleted() throws IOException {
        add(
                begun(ONE, "a.gvt"),
                new LedgerEvent.Rotated(ONE, 1, Text.ofUtf8("a.0001.gvt")),
                begun(TWO, "b.gvt"),
                new LedgerEvent.Lost(ONE, Text.ofUtf8("box"), 4, Text.ofUtf8("disk full")),
                deleted(ONE, 1, "a.0001.gvt"));
        assertThat(read(null).recordings()).containsExactly(ONE, TWO);
        add(deleted(ONE, 0, "a.gvt"));
        LedgerCheck check = read(null);
        assertThat(check.recordings()).containsExactly(TWO);
        assertThat(check.segments(ONE)).isEmpty();
        assertThat(check.lost(ONE)).isNull();
        assertThat(check.report().counts().deletedFiles()).isEqualTo(2);
    }

    @Test
    void aFileThatCouldNotBeReadWhenItWasDeletedIsFoundByItsName() throws IOException {
        add(
                begun(ONE, "same.gvt"),
                begun(TWO, "other.gvt"),
                new LedgerEvent.Rotated(TWO, 1, Text.ofUtf8("same.gvt")),
                deleted(null, 0, "same.gvt"));
        LedgerCheck check = read(null);
        assertThat(check.segments(ONE).get(0).deleted).isNotNull();
        assertThat(check.segments(TWO).get(0).deleted).isNull();
        assertThat(check.segments(TWO).get(1).deleted).isNull();
        add(deleted(null, 0, "same.gvt"), deleted(null, 0, "unheard-of.gvt"));
        assertThat(read(null).segments(TWO).get(1).deleted).isNotNull();
        assertThat(read(null).report().counts().deletedFiles()).isEqualTo(3);
    }

    @Test
    void reportsMessagesThatAreInNoFile() throws IOException {
        add(
                begun(ONE, "a.gvt"),
                new LedgerEvent.Lost(ONE, Text.ofUtf8("box"), 4, Text.ofUtf8("disk full")),
                new LedgerEvent.Lost(ONE, Text.ofUtf8("box"), -1, Text.ofUtf8("killed")),
                new LedgerEvent.Lost(ONE, Text.ofUtf8("box"), 0, Text.ofUtf8("nothing")),
                new LedgerEvent.Lost(null, Text.ofUtf8("other-box"), 7, Text.ofUtf8("no room")),
                stopped());
        LedgerCheck check = read(null);
        assertThat(check.lost(ONE))
                .isEqualTo("4 messages are in no file: disk full; an unknown number of messages are in no file: "
                        + "killed; 0 messages are in no file: nothing");
        assertThat(check.lost(TWO)).isNull();
        assertThat(verdicts(check.report())).isEqualTo("YES UNKNOWN NO");
        assertThat(texts(check.report())).contains("of sandbox other-box 7 messages are in no file: no room");
    }

    @Test
    void reportsOfLossesAreBounded() throws IOException {
        String cause = "x".repeat(10_000);
        add(begun(ONE, "a.gvt"));
        for (int i = 0; i < 4; i++) {
            add(new LedgerEvent.Lost(ONE, Text.ofUtf8("box"), 1, Text.ofUtf8(cause)));
        }
        assertThat(read(null).lost(ONE)).hasSizeBetween(20_000, 30_000);
    }

    @Test
    void linesThatTheDiskDidNotTakeAreMissed() throws IOException {
        add(begun(ONE, "a.gvt"), new LedgerEvent.Omitted(12), stopped());
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts(read(null).report())).contains("the disk did not take 12 lines before line 2");
    }

    @Test
    void anUnfinishedLineIsExplainedByTheNextOne() throws IOException {
        add(begun(ONE, "a.gvt"));
        byte[] torn = "{\"gvtrace_led".getBytes(StandardCharsets.US_ASCII);
        append(torn);
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts(read(null).report()))
                .contains("the last line is incomplete (13 bytes): its writer was killed, or it was truncated; the two"
                        + " cannot be distinguished");
        append(new byte[] {'\n'});
        assertThat(texts(read(null).report())).contains("line 2 is not a line of a ledger");
        assertThat(read(null).report().verdicts().intact()).isEqualTo(Verdict.NO);
        line++;
        previous = LedgerLine.hash(
                (new String(torn, StandardCharsets.US_ASCII) + "\n").getBytes(StandardCharsets.US_ASCII), 14);
        add(new LedgerEvent.Torn(13), stopped());
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN YES");
        assertThat(texts(read(null).report()))
                .contains("line 2 is incomplete; the next recorder found that when it started");
        assertThat(read(null).report().counts().lines()).isEqualTo(4);
    }

    @Test
    void anInvalidLineIsNotExplainedByATornOneOfAnotherLength() throws IOException {
        add(begun(ONE, "a.gvt"));
        append("{\"gvtrace_led\n".getBytes(StandardCharsets.US_ASCII));
        line++;
        previous = LedgerLine.hash("{\"gvtrace_led\n".getBytes(StandardCharsets.US_ASCII), 14);
        add(new LedgerEvent.Torn(12), stopped());
        assertThat(verdicts(read(null).report())).isEqualTo("NO UNKNOWN YES");
        assertThat(texts(read(null).report())).contains("line 2 is not a line of a ledger");
    }

    @Test
    void aLastLineWithoutItsLineFeedMayHaveBeenFollowedByOthers() throws IOException {
        add(begun(ONE, "a.gvt"), stopped());
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts(read(null).report())).contains("the last line lacks its line feed");
    }

    @Test
    void detectsBrokenNumbersAndHashes() throws IOException {
        line = 6;
        previous = SEAL;
        add(begun(ONE, "a.gvt"), stopped());
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN NO");
        assertThat(texts(read(null).report())).contains("lines 1 to 6 are missing");
        line = 11;
        add(stopped());
        assertThat(texts(read(null).report())).contains("line 3 has the number 12, expected 9");
        add(stopped());
        assertThat(texts(read(null).report())).as("told once").hasSize(3);
        previous = SEAL;
        add(stopped());
        assertThat(texts(read(null).report()))
                .contains("line 5 does not continue from the line before it")
                .hasSize(4);
    }

    @Test
    void aFirstLineHasNoPredecessor() throws IOException {
        previous = SEAL;
        add(begun(ONE, "a.gvt"), stopped());
        assertThat(verdicts(read(null).report())).isEqualTo("NO UNKNOWN YES");
        assertThat(texts(read(null).report())).contains("line 1 does not continue from the line before it");
    }

    @Test
    void anEmptyLedgerAndOneWithoutAStopAreNotKnownToBeComplete() throws IOException {
        append(new byte[0]);
        assertThat(texts(read(null).report())).containsExactly("the ledger is empty");
        assertThat(verdicts(read(null).report())).isEqualTo("YES YES UNKNOWN");
        add(begun(ONE, "a.gvt"));
        assertThat(texts(read(null).report()))
                .contains("it does not end with the recorder's stop: the recorder runs, was killed, or lines were taken"
                        + " from the end");
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN UNKNOWN");
    }

    @Test
    void whatHappenedAfterTheLastLineShows() throws IOException {
        add(begun(ONE, "a.gvt"), stopped());
        LedgerCheck check = read(null);
        check.happened("b.gvt", "sealed", 2_000_000_000L);
        assertThat(check.report().verdicts().complete()).isEqualTo(Verdict.YES);
        check.happened("b.gvt", "sealed", 2_000_000_001L);
        assertThat(check.report().verdicts().complete()).isEqualTo(Verdict.NO);
        assertThat(texts(check.report()))
                .contains("lines are missing at the end: b.gvt was sealed after the last line");
        add(begun(TWO, "c.gvt"));
        LedgerCheck running = read(null);
        running.happened("d.gvt", "begun", 3_000_000_001L);
        assertThat(running.report().verdicts().complete()).isEqualTo(Verdict.UNKNOWN);
        assertThat(texts(running.report()))
                .contains("d.gvt was begun after the last line: it was taken away, or its writer was killed before it");
    }

    private static KeyPair keys() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static LedgerLine.Signer signer(KeyPair keys) {
        byte[] raw = SealKeys.rawPublicKey(keys.getPublic());
        return new LedgerLine.Signer() {
            @Override
            public byte[] sign(byte[] message) throws IOException {
                return SealKeys.sign(keys.getPrivate(), raw, message);
            }

            @Override
            public byte[] publicKey() {
                return raw;
            }
        };
    }

    @Test
    void reportsChangesOfTheSigner() throws Exception {
        KeyPair mine = keys();
        KeyPair other = keys();
        String mineHex = java.util.HexFormat.of().formatHex(SealKeys.rawPublicKey(mine.getPublic()));
        String otherHex = java.util.HexFormat.of().formatHex(SealKeys.rawPublicKey(other.getPublic()));
        add(begun(ONE, "a.gvt"), signer(mine));
        add(new LedgerEvent.Omitted(1), signer(mine));
        add(new LedgerEvent.Omitted(2), signer(other));
        add(new LedgerEvent.Omitted(3), (LedgerLine.Signer) null);
        add(stopped(), (LedgerLine.Signer) null);
        List<String> asked = new ArrayList<>(texts(read(mine.getPublic()).report()));
        asked.removeIf(text -> text.startsWith("the disk"));
        assertThat(asked)
                .containsExactly(
                        "line 3 is signed with another key, " + otherHex,
                        "line 4 is not signed",
                        "line 5 is not signed");
        assertThat(verdicts(read(mine.getPublic()).report())).isEqualTo("YES NO UNKNOWN");
        List<String> unasked = new ArrayList<>(texts(read(null).report()));
        unasked.removeIf(text -> text.startsWith("the disk"));
        assertThat(unasked)
                .containsExactly(
                        "signed from line 1 on with the key " + mineHex
                                + "; no key was given to compare it with (--key)",
                        "signed from line 3 on with the key " + otherHex
                                + "; no key was given to compare it with (--key)",
                        "not signed from line 4 on");
        assertThat(verdicts(read(null).report())).isEqualTo("YES UNKNOWN UNKNOWN");
    }

    @Test
    void aWrongSignatureIsNeitherIntactNorAuthentic() throws Exception {
        KeyPair keys = keys();
        add(stopped(), signer(keys));
        String text = Files.readString(file());
        Files.writeString(file(), text.replace("true", "false"));
        for (PublicKey trusted : new PublicKey[] {keys.getPublic(), null}) {
            assertThat(verdicts(read(trusted).report())).isEqualTo("NO NO YES");
            assertThat(texts(read(trusted).report()))
                    .containsExactly("line 1 has a wrong signature", "line 1 has a wrong signature");
        }
    }

    @Test
    void itMustBeAFile() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(() -> read(null))
                .isInstanceOf(IOException.class)
                .hasMessage(FileNames.text(file()) + ": not a regular file, expected a ledger");
    }

    @Test
    void aRecorderThatLetsFilesGoForAYearTakesNoMoreMemory() throws IOException {
        add(begun(ONE, "a.gvt"));
        for (int i = 1; i <= 2000; i++) {
            add(
                    new LedgerEvent.Rotated(ONE, i, Text.ofUtf8("a." + i + ".gvt")),
                    new LedgerEvent.LetGo(
                            ONE, i - 1, Text.ofUtf8("a"), 5, SEAL, null, 1, 0, i, i, Text.ofUtf8("no trigger")));
        }
        LedgerCheck check = read(null);
        assertThat(check.segments(ONE)).containsOnlyKeys(2000);
        assertThat(check.letGo(ONE)).singleElement().satisfies(range -> {
            assertThat(range.first()).isZero();
            assertThat(range.last()).isEqualTo(1999);
            assertThat(range.messages()).isEqualTo(2000);
        });
        add(new LedgerEvent.LetGo(ONE, 2000, Text.ofUtf8("a"), 5, SEAL, null, 1, 0, 1, 1, Text.ofUtf8("ended")));
        check = read(null);
        assertThat(check.recordings()).isEmpty();
        assertThat(check.letGo(ONE)).isEmpty();
        assertThat(check.report().counts().letGoFiles()).isEqualTo(2001);
    }
}
