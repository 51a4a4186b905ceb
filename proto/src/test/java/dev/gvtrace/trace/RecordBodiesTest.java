// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of records that are lists of entries: they come back as written, and never throw. */
final class RecordBodiesTest {
    private static final UUID SOURCE = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Opening opening() {
        return Opening.builder(TraceOrigin.IMPORT, 42)
                .host(Text.ofUtf8("h\udc80"))
                .tool(Text.ofUtf8("t 1"))
                .peer(new PeerCredentials(7, 8, 9))
                .handshake(bytes("hand"))
                .session(bytes("{}"))
                .imported(Text.ofUtf8("x.trace"), bytes("[]"))
                .derivedFrom(Text.ofUtf8("first"))
                .derivedFrom(Text.ofUtf8("second"))
                .sandbox(Text.ofUtf8("box"))
                .sourceRecording(SOURCE)
                .build();
    }

    private static Opening decode(byte[] body) {
        byte[] around = new byte[body.length + 8];
        Arrays.fill(around, (byte) 1);
        System.arraycopy(body, 0, around, 5, body.length);
        return Opening.decode(around, 5, body.length);
    }

    @Test
    void anOpeningKeepsAllItsFields() {
        Opening read = decode(opening().encode());
        for (Opening each :
                List.of(read, opening().toBuilder().build(), read.toBuilder().build())) {
            assertThat(each.createdNs()).isEqualTo(42);
            assertThat(each.origin()).isEqualTo(TraceOrigin.IMPORT);
            assertThat(each.host()).isEqualTo(Text.ofUtf8("h\udc80"));
            assertThat(each.tool().decoded()).isEqualTo("t 1");
            assertThat(each.peer()).isEqualTo(new PeerCredentials(7, 8, 9));
            assertThat(each.handshake()).isEqualTo(bytes("hand"));
            assertThat(each.session()).isEqualTo(bytes("{}"));
            assertThat(each.importName().decoded()).isEqualTo("x.trace");
            assertThat(each.importConfig()).isEqualTo(bytes("[]"));
            assertThat(each.derivedFrom()).containsExactly(Text.ofUtf8("first"), Text.ofUtf8("second"));
            assertThat(each.sandbox().decoded()).isEqualTo("box");
            assertThat(each.sourceRecording()).isEqualTo(SOURCE);
            assertThat(each).isEqualTo(opening());
        }
        Opening later = opening().toBuilder()
                .origin(TraceOrigin.LIVE)
                .createdNs(43)
                .sourceRecording(null)
                .build();
        assertThat(later.origin()).isEqualTo(TraceOrigin.LIVE);
        assertThat(later.createdNs()).isEqualTo(43);
        assertThat(later.sourceRecording()).isNull();
        assertThat(later).isNotEqualTo(opening()).isNotEqualTo("text");
    }

    @Test
    void anEmptyOpeningHasNoFacts() {
        Opening read = decode(new byte[0]);
        assertThat(read).isEqualTo(Opening.builder(TraceOrigin.LIVE, 0).build());
        assertThat(read.host()).isEqualTo(Text.EMPTY);
        assertThat(read.tool()).isEqualTo(Text.EMPTY);
        assertThat(read.peer()).isNull();
        assertThat(read.handshake()).isNull();
        assertThat(read.session()).isNull();
        assertThat(read.importName()).isNull();
        assertThat(read.importConfig()).isNull();
        assertThat(read.derivedFrom()).isEmpty();
        assertThat(read.sandbox()).isNull();
        assertThat(read.sourceRecording()).isNull();
        Opening shortId = decode(new TagWriter().bytes(14, new byte[15]).toBytes());
        assertThat(shortId.sourceRecording()).isNull();
        Opening halfPeer = decode(new TagWriter().number(6, 3).toBytes());
        assertThat(halfPeer.peer()).as("without a pid the peer is unknown").isNull();
    }

    @Test
    void whatAnOpeningHoldsCannotBeChangedFromOutside() {
        byte[] given = bytes("hand");
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1)
                .handshake(given)
                .session(given)
                .imported(Text.ofUtf8("x"), given)
                .build();
        given[0] = 0;
        opening.handshake()[1] = 0;
        opening.session()[1] = 0;
        opening.importConfig()[1] = 0;
        assertThat(opening.handshake()).isEqualTo(bytes("hand"));
        assertThat(opening.session()).isEqualTo(bytes("hand"));
        assertThat(opening.importConfig()).isEqualTo(bytes("hand"));
    }

    @Test
    void entriesThatAreNotKnownAreSkippedAndACutOneEndsTheList() {
        byte[] unknown =
                new TagWriter().number(99, 5).text(3, Text.ofUtf8("host")).toBytes();
        assertThat(decode(unknown).host().decoded()).isEqualTo("host");
        byte[] body = new TagWriter()
                .text(3, Text.ofUtf8("host"))
                .text(4, Text.ofUtf8("tool"))
                .toBytes();
        byte[] cut = Arrays.copyOf(body, body.length - 1);
        assertThat(decode(cut).host().decoded()).isEqualTo("host");
        assertThat(decode(cut).tool()).isEqualTo(Text.EMPTY);
        byte[] hugeTag = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8, 0, 3, 1, 'h'};
        assertThat(decode(hugeTag).host()).isEqualTo(Text.EMPTY);
        byte[] greatestTag = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0, 3, 1, 'h'};
        assertThat(decode(greatestTag).host().decoded()).isEqualTo("h");
        byte[] noNumber = {1, 1, (byte) 0x80, 3, 1, 'h'};
        assertThat(decode(noNumber).createdNs()).isZero();
        assertThat(decode(noNumber).host().decoded()).isEqualTo("h");
        byte[] negativeLength = {
            3,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            1,
            'h'
        };
        assertThat(decode(negativeLength).host()).isEqualTo(Text.EMPTY);
    }

    @ParameterizedTest
    @EnumSource
    void aClosingRecordHasItsCause(EndCause cause) {
        Closing.Counts counts = new Closing.Counts(11, 22, 33);
        Closing closing = Closing.end(5, "why", cause).withCounts(counts);
        byte[] body = closing.encode();
        assertThat(Closing.decode(body, 0, body.length)).isEqualTo(closing);
        assertThat(closing).isEqualTo(new Closing(5, Text.ofUtf8("why"), false, counts, cause, false));
        assertThat(EndCause.of(cause.code())).isEqualTo(cause);
        assertThat(EndCause.of(cause.ordinal()))
                .as("codes are those of FORMAT.md")
                .isEqualTo(cause);
    }

    @Test
    void closingsOfAllKindsComeBack() {
        assertThat(EndCause.of(10)).isEqualTo(EndCause.UNKNOWN);
        assertThat(EndCause.of(-1)).isEqualTo(EndCause.UNKNOWN);
        for (Closing closing :
                List.of(Closing.end(1, "end"), Closing.continued(2, "rotated"), Closing.ofUnknownEnd(3, "repaired"))) {
            byte[] body = closing.encode();
            assertThat(Closing.decode(body, 0, body.length)).isEqualTo(closing);
        }
        assertThat(Closing.continued(2, "rotated").continued()).isTrue();
        assertThat(Closing.ofUnknownEnd(3, "repaired").endUnknown()).isTrue();
        assertThat(Closing.ofUnknownEnd(3, "repaired").continued()).isFalse();
        byte[] later = new TagWriter().number(9, 1).number(1, 7).toBytes();
        assertThat(Closing.decode(later, 0, later.length)).isEqualTo(Closing.end(7, ""));
    }

    @Test
    void gapsAndFactsComeBack() {
        Gap gap = new Gap(1, 2, 3, "why");
        byte[] body = gap.encode();
        assertThat(Gap.decode(body, 0, body.length)).isEqualTo(gap);
        assertThat(Gap.decode(body, 0, 0)).isEqualTo(new Gap(0, 0, Gap.UNKNOWN, ""));
        byte[] negative = new Gap(1, 2, -5, "why").encode();
        assertThat(Gap.decode(negative, 0, negative.length).lost()).isEqualTo(Gap.UNKNOWN);
        assertThat(new Gap(0, 0, 1, Gap.SOCKET_FULL).isInDropCounter()).isTrue();
        assertThat(new Gap(0, 0, 1, Gap.RECORDER_TOO_SLOW).isInDropCounter()).isTrue();
        assertThat(new Gap(0, 0, 1, Gap.RECORDER_RESTARTED).isInDropCounter()).isTrue();
        assertThat(new Gap(0, 0, 1, Gap.REPORTED_AT_THE_END).isInDropCounter()).isFalse();

        byte[] facts = Facts.encode("bundle", bytes("{\"ä\":1}"));
        Facts read = Facts.decode(facts, 0, facts.length);
        assertThat(read.kind()).isEqualTo(Text.ofUtf8("bundle"));
        assertThat(read.jsonText()).isEqualTo("{\"ä\":1}");
        read.json()[0] = 0;
        assertThat(read.json()).isEqualTo(bytes("{\"ä\":1}"));
        assertThat(Facts.decode(facts, 0, 0).jsonText()).isEmpty();
        assertThat(read).isEqualTo(Facts.decode(facts, 0, facts.length)).isNotEqualTo(Facts.decode(facts, 0, 0));
        byte[] otherKind = Facts.encode("b", bytes("{\"ä\":1}"));
        assertThat(read)
                .isNotEqualTo(Facts.decode(otherKind, 0, otherKind.length))
                .isNotEqualTo("bundle");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, -64, 64, -65, 8191, 8192, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersOfAllLengthsComeBack(long value) {
        byte[] buffer = new byte[30];
        Varint varint = new Varint();
        int end = Varint.write(buffer, 3, value);
        assertThat(end - 3).isEqualTo(Varint.length(value));
        assertThat(varint.read(buffer, 3, end)).isTrue();
        assertThat(varint.value()).isEqualTo(value);
        assertThat(varint.next()).isEqualTo(end);
        assertThat(varint.read(buffer, 3, end - 1)).isFalse();
        end = Varint.writeSigned(buffer, 3, value);
        assertThat(varint.read(buffer, 3, end)).isTrue();
        assertThat(Varint.signed(varint.value())).isEqualTo(value);
    }

    @Test
    void refusesANumberOfElevenBytes() {
        byte[] eleven = new byte[11];
        Arrays.fill(eleven, 0, 10, (byte) 0x80);
        assertThat(new Varint().read(eleven, 0, 11)).isFalse();
        eleven[9] = 1;
        Varint varint = new Varint();
        assertThat(varint.read(eleven, 0, 11)).isTrue();
        assertThat(varint.value()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void damageIsListedUpToALimitAndTheLastStandsForTheRest() {
        DamageLog log = new DamageLog();
        IntStream.range(0, 1000).forEach(i -> log.add(new Damage("a", i * 10L, 5, "n" + i, false)));
        assertThat(log.toList()).hasSize(1000).last().extracting(Damage::what).isEqualTo("n999");
        log.addAll(List.of(new Damage("a", 20_000, 7, "more", false), new Damage("a", 10, 1, "earlier", false)));
        assertThat(log.toList())
                .hasSize(1000)
                .last()
                .isEqualTo(new Damage("a", 9990, 10_017, "damaged in more places than listed", false));
        log.add(new Damage("b", 99_999, 7, "in another file", true));
        assertThat(log.toList())
                .last()
                .isEqualTo(new Damage("a", 9990, 10_017, "damaged in more places than listed", true));
        log.add(new Damage("b", 1, 7, "again", false));
        assertThat(log.toList().get(999).losesRecords()).isTrue();
    }
}
