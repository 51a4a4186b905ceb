// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.SealKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerWriterTest {
    private static final UUID RECORDING = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @TempDir
    Path dir;

    @Test
    void aRepairDoesNotCountAsTheRecordersLastLine() throws Exception {
        LedgerEvent started = new LedgerEvent.Started("gvtrace", Text.EMPTY, 7);
        LedgerEvent repaired = new LedgerEvent.Repaired(
                RECORDING, 3, Text.ofUtf8("a.gvt"), Text.ofUtf8("a.repaired.gvt"), "5ea1", 12, Text.ofUtf8("gvtrace"));
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1, started);
            ledger.append(2, new LedgerEvent.Stopped(true));
            ledger.append(3, repaired);
        }
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            assertThat(ledger.lastOfRecorder().event()).isEqualTo(new LedgerEvent.Stopped(true));
            assertThat(ledger.lastOfRecorder().line()).isEqualTo(2);
            assertThat(ledger.startOfRecorder().event()).isEqualTo(started);
            assertThat(ledger.knowsRepaired("5ea1")).isTrue();
            assertThat(ledger.knowsRepaired("5ea2")).isFalse();
        }
        byte[] last =
                Files.readAllLines(file(), StandardCharsets.US_ASCII).get(2).getBytes(StandardCharsets.US_ASCII);
        assertThat(LedgerLine.decode(last, last.length).event()).isEqualTo(repaired);
        assertThat(UnfinishedFiles.of(dir)).isEmpty();
    }

    @Test
    void filesThatWereBegunAndNotEndedAreUnfinished() throws Exception {
        assertThat(UnfinishedFiles.of(dir)).isEmpty();
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Begun(RECORDING, Text.ofUtf8("of the one before.gvt"), Text.EMPTY));
            ledger.append(1, new LedgerEvent.Started("gvtrace", Text.EMPTY, 7));
            ledger.append(2, new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), Text.EMPTY));
            ledger.append(2, new LedgerEvent.Begun(RECORDING, Text.ofUtf8("b.gvt"), Text.EMPTY));
            ledger.append(2, new LedgerEvent.Unsealed(RECORDING, 0, Text.ofUtf8("b.gvt"), 1, Text.EMPTY));
            ledger.append(2, new LedgerEvent.Rotated(RECORDING, 1, Text.ofUtf8("a.0001.gvt")));
            ledger.append(
                    3,
                    new LedgerEvent.Sealed(
                            RECORDING, 0, Text.ofUtf8("a.gvt"), "5ea1", 1, 0, true, Text.ofUtf8("rotated")));
        }
        assertThat(UnfinishedFiles.of(dir)).containsExactly(Text.ofUtf8("a.0001.gvt"));
    }

    @Test
    void eachLineNamesTheHashOfTheOneBefore() throws Exception {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1_000_000_001L, new LedgerEvent.Started("gvtrace", Text.ofUtf8("höst\udc80"), 7));
            ledger.append(2, new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), Text.ofUtf8("box")));
        }
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            assertThat(ledger.lastOfRecorder().event())
                    .isEqualTo(new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), Text.ofUtf8("box")));
            ledger.append(3, new LedgerEvent.Stopped(true));
        }
        List<String> lines = Files.readAllLines(file(), StandardCharsets.US_ASCII);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"previous\":\"" + "0".repeat(64) + "\"", "1970-01-01T00:00:01.000000001Z");
        for (int i = 1; i < lines.size(); i++) {
            assertThat(lines.get(i))
                    .contains("\"line\":" + (i + 1))
                    .contains("\"previous\":\"" + sha256(lines.get(i - 1) + "\n") + "\"");
        }
        byte[] first = lines.get(0).getBytes(StandardCharsets.US_ASCII);
        assertThat(LedgerLine.decode(first, first.length).event())
                .isEqualTo(new LedgerEvent.Started("gvtrace", Text.ofUtf8("höst\udc80"), 7));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void everyEventIsReadAsItWasWritten() throws Exception {
        List<LedgerEvent> events = List.of(
                new LedgerEvent.Started("gvtrace 1", Text.ofUtf8("host"), 7),
                new LedgerEvent.Stopped(false),
                new LedgerEvent.Crashed(3),
                new LedgerEvent.Torn(4),
                new LedgerEvent.Omitted(5),
                new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), Text.ofUtf8("box")),
                new LedgerEvent.Rotated(RECORDING, 1, Text.ofUtf8("a.0001.gvt")),
                new LedgerEvent.Sealed(
                        RECORDING, 1, Text.ofUtf8("a.0001.gvt"), "00ff", 10, 2, true, Text.ofUtf8("rotated")),
                new LedgerEvent.Unsealed(RECORDING, 2, Text.ofUtf8("a.0002.gvt"), 77, Text.ofUtf8("left")),
                new LedgerEvent.Unsealed(null, 0, Text.ofUtf8("b.gvt"), 77, Text.ofUtf8("left")),
                new LedgerEvent.Deleted(RECORDING, 1, Text.ofUtf8("a.0001.gvt"), 88, "00ff", Text.ofUtf8("old")),
                new LedgerEvent.Deleted(null, 0, Text.ofUtf8("b.gvt"), 88, null, Text.ofUtf8("old")),
                new LedgerEvent.Lost(RECORDING, Text.ofUtf8("box"), 9, Text.ofUtf8("disk full")),
                new LedgerEvent.Lost(null, Text.ofUtf8(""), -1, Text.ofUtf8("disk full")));
        for (LedgerEvent event : events) {
            byte[] line = LedgerLine.encode(1, 2, event, LedgerLine.FIRST, null);
            assertThat(LedgerLine.decode(line, line.length - 1).event()).isEqualTo(event);
        }
        byte[] unknown =
                ("{\"gvtrace_ledger\":1,\"line\":1,\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"new\",\"x\":1,"
                                + "\"previous\":\"" + LedgerLine.FIRST + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        assertThat(LedgerLine.decode(unknown, unknown.length).event().word()).isEqualTo("new");
    }

    @Test
    void theChainContinuesAfterAnUnfinishedLine() throws Exception {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 7));
        }
        String torn = "{\"gvtrace_ledger\":1,\"li";
        Files.writeString(file(), torn, StandardOpenOption.APPEND);
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            assertThat(ledger.tornBytes()).isEqualTo(torn.length());
            ledger.append(3, new LedgerEvent.Stopped(true));
        }
        List<String> lines = Files.readAllLines(file(), StandardCharsets.US_ASCII);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).isEqualTo(torn);
        assertThat(lines.get(2))
                .contains("\"line\":3", "\"event\":\"torn\",\"bytes\":" + torn.length(), sha256(torn + "\n"));
        assertThat(lines.get(3)).contains("\"line\":4", sha256(lines.get(2) + "\n"));
    }

    @Test
    void signedLinesHaveASignatureOverAllBeforeIt() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.of(keys.getPrivate()), 1)) {
            ledger.append(1, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 7));
        }
        byte[] line = Files.readString(file()).strip().getBytes(StandardCharsets.US_ASCII);
        LedgerLine read = LedgerLine.decode(line, line.length);
        assertThat(read.signatureValid()).isTrue();
        assertThat(read.signer()).isEqualTo(HexFormat.of().formatHex(SealKeys.rawPublicKey(keys.getPublic())));
        String edited = new String(line, StandardCharsets.US_ASCII).replace("\"pid\":7", "\"pid\":8");
        byte[] other = edited.getBytes(StandardCharsets.US_ASCII);
        assertThat(LedgerLine.decode(other, other.length).signatureValid()).isFalse();
    }

    @Test
    void followsNoLink() throws Exception {
        Path elsewhere = dir.resolve("elsewhere");
        Files.writeString(elsewhere, "mine");
        Files.createSymbolicLink(file(), elsewhere);
        assertThatThrownBy(() -> LedgerWriter.open(dir, LedgerKeys.none(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ledger.jsonl")
                .hasMessageContaining("a symbolic link");
        assertThat(elsewhere).hasContent("mine");
    }

    @Test
    void continuesInANewFileWhenItsOwnIsGone() throws Exception {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 7));
            String before = Files.readString(file());
            Files.delete(file());
            ledger.append(2, new LedgerEvent.Stopped(true));
            assertThat(Files.readString(file())).contains("\"line\":2", sha256(before));
            Files.delete(file());
            Files.createSymbolicLink(file(), dir.resolve("elsewhere"));
            assertThatThrownBy(() -> ledger.append(3, new LedgerEvent.Stopped(true)))
                    .hasMessageContaining("a symbolic link");
            Files.delete(file());
            ledger.write();
            assertThat(Files.readString(file())).contains("\"line\":3");
        }
        assertThat(dir.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void filesThatWereLeftUnsealedAreKnownByName() throws Exception {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Unsealed(RECORDING, 0, Text.ofUtf8("left.gvt"), 7, Text.ofUtf8("killed")));
            ledger.append(
                    2, new LedgerEvent.Deleted(RECORDING, 0, Text.ofUtf8("gone.gvt"), 7, null, Text.ofUtf8("old")));
            assertThat(ledger.line()).isEqualTo(2);
        }
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            assertThat(ledger.knowsUnsealed(Text.ofUtf8("left.gvt"))).isTrue();
            assertThat(ledger.knowsUnsealed(Text.ofUtf8("gone.gvt"))).isFalse();
            assertThat(ledger.line()).isEqualTo(2);
            assertThat(ledger.tornBytes()).isZero();
        }
    }

    @Test
    void anInvalidLastLineHasNoEvent() throws Exception {
        Files.writeString(file(), "nonsense\n");
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            assertThat(ledger.lastOfRecorder()).isNull();
            assertThat(ledger.line()).isEqualTo(1);
            assertThat(ledger.tornBytes()).isZero();
            ledger.append(1, new LedgerEvent.Stopped(true));
            ledger.sync();
        }
        assertThat(Files.readString(file())).contains("\"line\":2", sha256("nonsense\n"));
    }

    @Test
    void linesThatTheDiskDoesNotTakeWaitUpToALimitAndTheOthersAreCounted() throws Exception {
        String cause = "x".repeat(10_000);
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            Files.delete(file());
            Files.createSymbolicLink(file(), dir.resolve("elsewhere"));
            for (int i = 0; i < 430; i++) {
                assertThatThrownBy(() ->
                                ledger.append(1, new LedgerEvent.Lost(null, Text.ofUtf8("box"), 1, Text.ofUtf8(cause))))
                        .isInstanceOf(IOException.class);
            }
            long kept = ledger.line();
            assertThat(kept * 10_000).isBetween(4_000_000L, 4_200_000L);
            Files.delete(file());
            ledger.write();
            assertThat(Files.readAllLines(file(), StandardCharsets.US_ASCII)).hasSize((int) kept);
            ledger.append(2, new LedgerEvent.Stopped(true));
            ledger.append(3, new LedgerEvent.Stopped(true));
            List<String> lines = Files.readAllLines(file(), StandardCharsets.US_ASCII);
            assertThat(lines).hasSize((int) kept + 3);
            assertThat(lines.get((int) kept)).contains("\"event\":\"omitted\",\"lines\":" + (430 - kept));
            assertThat(lines.get((int) kept + 1)).contains("stopped", sha256(lines.get((int) kept) + "\n"));
        }
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWhenItIsClosed() throws Exception {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.none(), 1)) {
            Files.delete(file());
            Files.createDirectory(file());
            assertThatThrownBy(() -> ledger.append(1, new LedgerEvent.Stopped(true)))
                    .hasMessageContaining("not a regular file");
            Files.delete(file());
        }
        assertThat(Files.readString(file())).contains("\"line\":1");
    }

    private Path file() {
        return dir.resolve(LedgerWriter.FILE_NAME);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
