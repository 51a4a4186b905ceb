// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.SealKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid lines of a ledger. */
final class LedgerLineTest {
    private static final UUID RECORDING = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final String TAIL = ",\"previous\":\"" + LedgerLine.FIRST + "\"}";
    private static final String HEAD = "{\"gvtrace_ledger\":1,\"line\":7,\"time\":\"1970-01-01T00:00:02.000000003Z\",";

    private static LedgerLine decode(String text) throws LedgerLine.MalformedException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return LedgerLine.decode(Arrays.copyOf(bytes, bytes.length + 9), bytes.length);
    }

    private static String encode(LedgerEvent event) throws IOException {
        return new String(
                LedgerLine.encode(7, 2_000_000_003L, event, LedgerLine.FIRST, null), StandardCharsets.US_ASCII);
    }

    @Test
    void anEventWithAllFieldsIsWrittenAsSpecified() throws Exception {
        LedgerEvent event =
                new LedgerEvent.Sealed(RECORDING, 3, Text.ofUtf8("a.gvt"), "0f", 10, 2, true, Text.ofUtf8("rotated"));
        String line = encode(event);
        assertThat(line)
                .isEqualTo(HEAD + "\"event\":\"sealed\",\"recording\":\"" + RECORDING + "\",\"segment\":3,"
                        + "\"file\":\"a.gvt\",\"seal\":\"0f\",\"messages\":10,\"lost\":2,\"goes_on\":true,"
                        + "\"reason\":\"rotated\"" + TAIL + "\n");
        LedgerLine read = decode(line.strip());
        assertThat(read).isEqualTo(new LedgerLine(7, 2_000_000_003L, event, LedgerLine.FIRST, null, false));
    }

    @Test
    void bytesOfTextsAreKept() throws Exception {
        Text text = Text.ofUtf8("\u00f6\u001b[2J\udcff");
        for (LedgerEvent event : List.of(
                new LedgerEvent.Started("t", text, 1),
                new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), text),
                new LedgerEvent.Sealed(RECORDING, 3, Text.ofUtf8("a.gvt"), "0f", 10, 2, true, text),
                new LedgerEvent.Unsealed(null, 0, Text.ofUtf8("a.gvt"), 5, text),
                new LedgerEvent.Deleted(null, 0, Text.ofUtf8("a.gvt"), 5, null, text),
                new LedgerEvent.Triggered(RECORDING, 3, text, "alert", text, text, 5),
                new LedgerEvent.Triggered(null, 0, text, "signal", text, text, 5),
                new LedgerEvent.LetGo(RECORDING, 3, Text.ofUtf8("a.gvt"), 5, "0f", null, 7, 2, 5, 6, text),
                new LedgerEvent.LetGo(RECORDING, 3, Text.ofUtf8("a.gvt"), 5, null, "0f", 7, 2, 5, 6, text),
                new LedgerEvent.Lost(null, text, -1, text))) {
            String line = encode(event);
            assertThat(line).contains("\\u00F6\\u001B[2J\\uDCFF");
            assertThat(decode(line.strip()).event()).isEqualTo(event);
        }
    }

    @Test
    void whatAFlightRecorderKeepsAndLetsGoIsWrittenAsSpecified() throws Exception {
        LedgerEvent kept = new LedgerEvent.Kept(RECORDING, 3, 7, 2);
        String line = encode(kept);
        assertThat(line)
                .isEqualTo(HEAD + "\"event\":\"kept\",\"recording\":\"" + RECORDING
                        + "\",\"segment\":3,\"last\":7,\"triggers\":2" + TAIL + "\n");
        assertThat(decode(line.strip()).event()).isEqualTo(kept);
        LedgerEvent letGo = new LedgerEvent.LetGo(
                RECORDING, 3, Text.ofUtf8("a.gvt"), 5, "0f", null, 7, 2, 1, 2_000_000_003L, Text.ofUtf8("why"));
        assertThat(encode(letGo))
                .isEqualTo(HEAD + "\"event\":\"let_go\",\"recording\":\"" + RECORDING + "\",\"segment\":3,"
                        + "\"file\":\"a.gvt\",\"bytes\":5,\"seal\":\"0f\",\"messages\":7,\"lost\":2,"
                        + "\"from\":\"1970-01-01T00:00:00.000000001Z\",\"to\":\"1970-01-01T00:00:02.000000003Z\","
                        + "\"reason\":\"why\"" + TAIL + "\n");
    }

    static Stream<String> noLines() {
        String stopped = "\"event\":\"stopped\",\"everything_sealed\":true";
        String begun = "\"event\":\"begun\",\"file\":\"a\",\"sandbox\":\"b\",\"recording\":";
        String rotated = "\"event\":\"rotated\",\"recording\":\"" + RECORDING + "\",\"file\":\"a\",\"segment\":";
        return Stream.of(
                "",
                "null",
                "[1]",
                HEAD + stopped,
                HEAD + stopped + TAIL + "{}",
                HEAD + stopped + TAIL + " 1",
                HEAD + stopped + ",\"line\":7" + TAIL,
                HEAD + stopped + ",\"x\":{}" + TAIL,
                HEAD + stopped + ",\"x\":[]" + TAIL,
                HEAD + stopped + ",\"x\":null" + TAIL,
                HEAD + stopped + ",\"x\":1.5" + TAIL,
                HEAD + stopped + ",\"x\":99999999999999999999" + TAIL,
                HEAD.replace("ledger\":1", "ledger\":2") + stopped + TAIL,
                HEAD.replace("\"gvtrace_ledger\":1,", "") + stopped + TAIL,
                HEAD.replace(":7", ":\"7\"") + stopped + TAIL,
                HEAD.replace("T00", " 00") + stopped + TAIL,
                HEAD.replace("1970", "9970") + stopped + TAIL,
                HEAD + "\"event\":\"stopped\"" + TAIL,
                HEAD + "\"event\":\"stopped\",\"everything_sealed\":\"true\"" + TAIL,
                HEAD + "\"event\":5" + TAIL,
                HEAD + begun + "\"00112233-4455-6677-8899-AABBCCDDEEFF\"" + TAIL,
                HEAD + begun + "\"1-2-3-4-5\"" + TAIL,
                HEAD + begun.replace(",\"recording\":", "") + TAIL,
                HEAD + rotated + "-1" + TAIL,
                HEAD + rotated + "2147483648" + TAIL,
                HEAD + rotated + "\"1\"" + TAIL,
                HEAD + rotated.replace("rotated", "kept") + "1,\"triggers\":1" + TAIL,
                HEAD + rotated.replace("rotated", "kept") + "1,\"triggers\":1,\"last\":-1" + TAIL,
                HEAD + rotated.replace("rotated", "let_go") + "1" + TAIL,
                HEAD + stopped + "}");
    }

    @ParameterizedTest
    @MethodSource("noLines")
    void refusesInvalidLines(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(LedgerLine.MalformedException.class);
    }

    @Test
    void numbersOfFilesGoUpToTheGreatestAndMayBeLeftOut() throws Exception {
        String rotated = HEAD + "\"event\":\"rotated\",\"recording\":\"" + RECORDING + "\",\"file\":\"a\"";
        assertThat(decode(rotated + ",\"segment\":2147483647" + TAIL).event())
                .isEqualTo(new LedgerEvent.Rotated(RECORDING, Integer.MAX_VALUE, Text.ofUtf8("a")));
        assertThat(decode(rotated + ",\"segment\":0" + TAIL).event())
                .isEqualTo(new LedgerEvent.Rotated(RECORDING, 0, Text.ofUtf8("a")));
        assertThat(decode(rotated + TAIL).event()).isEqualTo(new LedgerEvent.Rotated(RECORDING, 0, Text.ofUtf8("a")));
    }

    @Test
    void unknownValuesAreOmittedFromALine() throws Exception {
        assertThat(encode(new LedgerEvent.Deleted(null, 0, Text.ofUtf8("a.gvt"), 5, null, Text.ofUtf8("old"))))
                .contains("\"event\":\"deleted\",\"file\":\"a.gvt\",\"bytes\":5,\"reason\":\"old\",\"previous\"");
        assertThat(encode(new LedgerEvent.Unsealed(null, 0, Text.ofUtf8("a.gvt"), 5, Text.ofUtf8("left"))))
                .contains("\"event\":\"unsealed\",\"file\":\"a.gvt\",\"bytes\":5,\"reason\":\"left\",\"previous\"");
        assertThat(encode(new LedgerEvent.Lost(null, Text.ofUtf8("box"), -1, Text.ofUtf8("why"))))
                .contains("\"event\":\"lost\",\"sandbox\":\"box\",\"messages\":-1,\"cause\":\"why\",\"previous\"");
        assertThat(encode(new LedgerEvent.Begun(RECORDING, Text.ofUtf8("a.gvt"), Text.ofUtf8("box"))))
                .contains("\"recording\":\"" + RECORDING + "\",\"segment\":0,\"file\":\"a.gvt\",\"sandbox\":\"box\"");
    }

    @Test
    void aDeletionCountsWhatWasInTheFile() throws Exception {
        LedgerEvent event =
                new LedgerEvent.Deleted(RECORDING, 2, Text.ofUtf8("a.gvt"), 5, "0f", 10, 3, Text.ofUtf8("too old"));
        String line = encode(event);
        assertThat(line).contains("\"seal\":\"0f\",\"messages\":10,\"lost\":3,\"reason\":\"too old\"");
        assertThat(decode(line.strip()).event()).isEqualTo(event);
    }

    @Test
    void anUnknownEventKeepsItsEntries() throws Exception {
        LedgerEvent event =
                decode(HEAD + "\"event\":\"new\",\"x\":1,\"y\":false" + TAIL).event();
        assertThat(event.word()).isEqualTo("new");
        assertThat(event.fields()).containsEntry("x", 1L).containsEntry("y", false);
    }

    @Test
    void timesBeforeTheEpochComeBack() throws Exception {
        byte[] line = LedgerLine.encode(1, -1, new LedgerEvent.Stopped(true), LedgerLine.FIRST, null);
        assertThat(new String(line, StandardCharsets.US_ASCII)).contains("1969-12-31T23:59:59.999999999Z");
        assertThat(LedgerLine.decode(line, line.length - 1).timeNs()).isEqualTo(-1);
    }

    @Test
    void refusesASignatureThatIsNotLastOrIncomplete() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] raw = SealKeys.rawPublicKey(keys.getPublic());
        LedgerLine.Signer signer = new LedgerLine.Signer() {
            @Override
            public byte[] sign(byte[] message) throws IOException {
                return SealKeys.sign(keys.getPrivate(), raw, message);
            }

            @Override
            public byte[] publicKey() {
                return raw;
            }
        };
        byte[] bytes = LedgerLine.encode(7, 2_000_000_003L, new LedgerEvent.Stopped(true), LedgerLine.FIRST, signer);
        String line = new String(bytes, StandardCharsets.US_ASCII).strip();
        String hex = HexFormat.of().formatHex(raw);
        assertThat(decode(line).signatureValid()).isTrue();
        assertThat(decode(line).signer()).isEqualTo(hex);
        assertThat(decode(line.replace("\"}", "\",\"x\":1}")).signatureValid()).isFalse();
        assertThat(decode(line.replace("\"}", "\" }")).signatureValid()).isFalse();
        assertThat(decode(line.replace(hex, hex + "00")).signatureValid()).isFalse();
        assertThat(decode(line.replace(hex, "no hex")).signatureValid()).isFalse();
        assertThat(decode(line.replaceFirst("\"signature\":\"..", "\"signature\":\"!!"))
                        .signatureValid())
                .isFalse();
        assertThat(decode(line.replaceFirst("==\"}$", "AA\"}")).signatureValid())
                .isFalse();
        assertThat(decode(line.replaceFirst(",\"signature\":.*", "}")).signatureValid())
                .isFalse();
        String shortest = "{\"gvtrace_ledger\":1,\"line\":1,\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"x\","
                + "\"previous\":\"\",\"signer\":\"\"}";
        assertThat(shortest.length()).isLessThan(",\"signature\":\"\"}".length() + 88);
        assertThat(decode(shortest).signatureValid()).isFalse();
        String unsigned = line.replaceFirst("\"signer\":\"[^\"]*\",", "");
        assertThat(decode(unsigned).signer()).isNull();
        assertThat(decode(unsigned).signatureValid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 32 * 1024, 32 * 1024 + 1, 100_000})
    void aLineOfAnyLengthIsCountedAndHashed(int length) throws Exception {
        byte[] bytes = new byte[length + 4];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i % 23);
        }
        bytes[length] = '\n';
        bytes[length + 1] = 'x';
        bytes[length + 2] = '\n';
        bytes[length + 3] = 'y';
        LedgerLines lines = new LedgerLines(new ByteArrayInputStream(bytes));
        assertThat(lines.next()).isTrue();
        assertThat(lines.number()).isEqualTo(1);
        assertThat(lines.length()).isEqualTo(length);
        assertThat(lines.isFinished()).isTrue();
        assertThat(lines.isTooLong()).isEqualTo(length > 16 * 1024);
        assertThat(lines.hash()).isEqualTo(sha256(Arrays.copyOf(bytes, length + 1)));
        if (!lines.isTooLong()) {
            assertThat(Arrays.copyOf(lines.bytes(), length)).isEqualTo(Arrays.copyOf(bytes, length));
        }
        assertThat(lines.next()).isTrue();
        assertThat(lines.hash()).isEqualTo(sha256(new byte[] {'x', '\n'}));
        assertThat(lines.next()).isTrue();
        assertThat(lines.isFinished()).isFalse();
        assertThat(lines.number()).isEqualTo(3);
        assertThat(lines.length()).isEqualTo(1);
        assertThat(lines.hash()).isEqualTo(sha256(new byte[] {'y', '\n'}));
        assertThat(lines.next()).isFalse();
        assertThat(lines.number()).isEqualTo(3);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
