// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorLineTest {
    private static final byte[] ODD = {'n', (byte) 0xff, '"', '\n', '\\', 1};
    private static final ChainHead OPEN =
            new ChainHead(new UUID(1, 2), 3, "a \u00e9\udcff.gvt", 4, 5, 6, 7, "ab".repeat(32), false);
    private static final ChainHead SEALED =
            new ChainHead(new UUID(-1, -2), 0, "b.gvt", 1, Long.MAX_VALUE, 0, 0, "cd".repeat(32), true);

    private static Anchor anchor(LedgerHead ledger, List<ChainHead> heads) {
        AnchorSource source = new AnchorSource(Text.ofBytes(ODD), Text.ofUtf8("/var/lib/x"), new UUID(9, 9), 2, 60);
        return new Anchor(source, 17, 1_700_000_000_123_456_789L, 3, 4, true, ledger, heads);
    }

    private static AnchorLine decode(byte[] line) throws Exception {
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
        return AnchorLine.decode(line, line.length - 1);
    }

    private static LedgerLine.Signer signer() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return LedgerWriter.signer(keys.getPrivate());
    }

    @Test
    void aLineIsReadAsItWasWritten() throws Exception {
        Anchor full = anchor(new LedgerHead(12, "ef".repeat(32)), List.of(OPEN, SEALED));
        byte[] line = AnchorLine.encode(full, "12".repeat(32), null);
        assertThat(decode(line)).isEqualTo(new AnchorLine(full, "12".repeat(32), null, false));
        Anchor empty = anchor(null, List.of());
        assertThat(decode(AnchorLine.encode(empty, AnchorLine.FIRST, null)).anchor())
                .isEqualTo(empty);
        for (byte b : line) {
            assertThat(b).isBetween((byte) 0x0a, (byte) 0x7e);
        }
    }

    @Test
    void aSignatureCoversEachByteBeforeIt() throws Exception {
        byte[] line = AnchorLine.encode(anchor(null, List.of(OPEN)), AnchorLine.FIRST, signer());
        assertThat(decode(line).signatureValid()).isTrue();
        int signed = new String(line, StandardCharsets.US_ASCII).indexOf(",\"signature\"");
        int tried = 0;
        for (int i = 0; i < signed; i++) {
            byte[] changed = line.clone();
            changed[i] ^= 1;
            try {
                assertThat(AnchorLine.decode(changed, changed.length - 1).signatureValid())
                        .as("byte " + i)
                        .isFalse();
                tried++;
            } catch (LedgerLine.MalformedException e) {
                // refused as a whole
            }
        }
        assertThat(tried).isPositive();
    }

    @Test
    void theLargestAnchorFits() throws Exception {
        ChainHead longest = new ChainHead(new UUID(1, 2), 3, "\udcff".repeat(255), 4, 5, 6, 7, "ab".repeat(32), false);
        byte[] line = AnchorLine.encode(
                anchor(null, Collections.nCopies(Anchor.MOST_HEADS, longest)), AnchorLine.FIRST, signer());
        assertThat(line.length).isLessThan(AnchorLine.MOST_BYTES);
        assertThat(decode(line).anchor().heads()).hasSize(Anchor.MOST_HEADS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"gvtrace_anchor\":1 | \"gvtrace_anchor\":2 | version",
                "\"sequence\":17 | \"sequence\":3 | not delivered",
                "\"sequence\":17 | \"sequence\":-17 | sequence",
                "\"sequence\":17 | \"sequence\":17e99 | sequence",
                "\"sequence\":17 | \"sequence\":99999999999999999999 | JSON",
                "\"sequence\":17 | \"sequence\":17,\"sequence\":17 | JSON",
                "\"output\":2 | \"output\":2147483648 | output",
                "\"time\":\"2023 | \"time\":\"x | time",
                "abab | ABab | SHA-256",
                "\"recordings\":[{ | \"recordings\":[1,{ | object",
                "\"recordings\":[ | \"recordings\":7,\"x\":[ | array",
                "00000000-0000-0001-0000-000000000002 | 1-1-1-1-2 | UUID",
                "} | }} | JSON",
            })
    void whatIsNotAnAnchorIsRefused(String from, String to, String why) throws Exception {
        String line = new String(
                AnchorLine.encode(anchor(null, List.of(OPEN)), AnchorLine.FIRST, null), StandardCharsets.US_ASCII);
        int at = to.equals("}}") ? line.lastIndexOf(from) : line.indexOf(from);
        assertThat(at).as(from).isNotNegative();
        byte[] changed =
                (line.substring(0, at) + to + line.substring(at + from.length())).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> AnchorLine.decode(changed, changed.length - 1))
                .isInstanceOf(LedgerLine.MalformedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void unknownEntriesAreSkipped() throws Exception {
        Anchor anchor = anchor(null, List.of(OPEN));
        String line = new String(AnchorLine.encode(anchor, AnchorLine.FIRST, null), StandardCharsets.US_ASCII)
                .stripTrailing();
        byte[] more = line.replace("\"host\"", "\"new\":{\"a\":[null,1.5,{}]},\"more\":null,\"host\"")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(AnchorLine.decode(more, more.length).anchor()).isEqualTo(anchor);
    }

    @Test
    void hostileLinesAreRefusedWithOneKindOfError() throws Exception {
        byte[] line = AnchorLine.encode(anchor(null, List.of(OPEN, SEALED)), AnchorLine.FIRST, signer());
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = Arrays.copyOf(line, random.nextInt(line.length) + 1);
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertHandled(changed);
        }
        byte[] deep = ("{\"a\":" + "[".repeat(500_000)).getBytes(StandardCharsets.US_ASCII);
        assertHandled(deep);
    }

    private static void assertHandled(byte[] line) {
        try {
            assertThat(AnchorLine.decode(line, line.length)).isNotNull();
        } catch (LedgerLine.MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
