// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTableTest {
    private final FieldTable table = new FieldTable();

    private boolean scan(String hex) {
        byte[] bytes = Packets.hex(hex);
        return table.scan(bytes, 0, bytes.length);
    }

    private List<String> walk(int field) {
        List<String> found = new ArrayList<>();
        for (int at = table.nextOffset(field, 0); at >= 0; at = table.nextOffset(field, at + table.lastLength())) {
            found.add(new String(table.buffer(), at, table.lastLength(), StandardCharsets.ISO_8859_1));
        }
        return found;
    }

    @Test
    void isEmptyBeforeTheFirstScan() {
        assertThat(table.hasNumber(1)).isFalse();
        assertThat(table.hasBytes(1)).isFalse();
        assertThat(table.faultOffset()).isEqualTo(-1);
        assertThat(table.nextOffset(1, 0)).isEqualTo(-1);
    }

    @Test
    void readsEmptyMessage() {
        assertThat(scan("")).isTrue();
        assertThat(table.number(4)).isZero();
        assertThat(table.length(2)).isZero();
        assertThat(table.count(2)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2000, 0",
        "207f, 127",
        "208001, 128",
        "209cffffffffffffffff01, -100",
        "20ffffffffffffffffff01, -1",
        "2080808080808080808001, -9223372036854775808",
        "20ffffffffffffffff7f, 9223372036854775807",
        "208080808000, 0",
        "2081808080808080808000, 1",
        "20ffffffffffffffffff7f, -1",
        "a0800000, 0",
        "a0800005, 5",
    })
    void readsNumbersOfAllLengthsAlsoOverlongOnes(String hex, long value) {
        assertThat(scan(hex)).isTrue();
        assertThat(table.hasNumber(4)).isTrue();
        assertThat(table.number(4)).isEqualTo(value);
        assertThat((int) table.number(4)).isEqualTo((int) value);
    }

    @Test
    void lastNumberCounts() {
        assertThat(scan("2001 2002 2803 2004")).isTrue();
        assertThat(table.number(4)).isEqualTo(4);
        assertThat(table.number(5)).isEqualTo(3);
    }

    @Test
    void keepsNumberAndBytesOfOneFieldApart() {
        assertThat(scan("2007 220161 2562626262 21 6363636363636363")).isTrue();
        assertThat(table.number(4)).isEqualTo(7);
        assertThat(table.bytesEqual(4, new byte[] {'a'})).isTrue();
        assertThat(scan("2007")).isTrue();
        assertThat(table.hasBytes(4)).isFalse();
        assertThat(table.offset(4)).isZero();
        assertThat(scan("220161")).isTrue();
        assertThat(table.hasNumber(4)).isFalse();
        assertThat(table.number(4)).isZero();
    }

    @Test
    void distinguishesEmptyAndAbsentSubMessages() {
        assertThat(scan("1200")).isTrue();
        assertThat(table.hasBytes(2)).isTrue();
        assertThat(table.length(2)).isZero();
        assertThat(table.offset(2)).isEqualTo(2);
        assertThat(table.hasBytes(1)).isFalse();
    }

    @Test
    void walksRepeatedFieldAmongOthersAndInOrder() {
        assertThat(scan("1a0161 2005 1a00 25ffffffff 1a03626364 220178 fa0f021a00 1a0165 0a00"))
                .isTrue();
        assertThat(table.count(3)).isEqualTo(4);
        assertThat(walk(3)).containsExactly("a", "", "bcd", "e");
        assertThat(walk(1)).containsExactly("");
        assertThat(walk(2)).isEmpty();
        assertThat(table.bytesEqual(3, new byte[] {'e'})).isTrue();
    }

    @Test
    void walksRepeatedFieldWhoseTagHasTwoBytesAndWhoseLengthsHaveTwo() {
        String text = "x".repeat(300);
        String one = "8a01ac02" + Packets.hex(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(scan(one + "8a0100" + one)).isTrue();
        assertThat(walk(17)).containsExactly(text, "", text);
    }

    @Test
    void walksOccurrencesWithOverlongTagsAndLengths() {
        assertThat(scan("1a8200 6161 9a8000 8100 62 1a0163")).isTrue();
        assertThat(walk(3)).containsExactly("aa", "b", "c");
    }

    @Test
    void doesNotWalkIntoGroups() {
        assertThat(scan("1a0161 0b 1a0178 0c 1a0162")).isTrue();
        assertThat(table.count(3)).isEqualTo(2);
        assertThat(walk(3)).containsExactly("a", "b");
    }

    @Test
    void walksWhatCameBeforeAFault() {
        assertThat(scan("1a0161 1a0162 1a0563")).isFalse();
        assertThat(table.faultOffset()).isEqualTo(6);
        assertThat(walk(3)).containsExactly("a", "b");
    }

    @Test
    void forgetsWhatTheFormerMessageRepeated() {
        assertThat(scan("1a0161 1a0162 1a0163")).isTrue();
        assertThat(scan("1a0178")).isTrue();
        assertThat(table.count(3)).isEqualTo(1);
        assertThat(walk(3)).containsExactly("x");
        assertThat(scan("")).isTrue();
        assertThat(table.hasBytes(3)).isFalse();
        assertThat(walk(3)).isEmpty();
    }

    @Test
    void keepsTheGreatestFieldAndSkipsGreaterOnes() {
        assertThat(scan("f80105 fa010161 8002 06 82020162 8804 07 f8ffffff0f08"))
                .isTrue();
        assertThat(table.number(31)).isEqualTo(5);
        assertThat(table.bytesEqual(31, new byte[] {'a'})).isTrue();
        for (int field = 1; field < FieldTable.MAX_FIELD; field++) {
            assertThat(table.hasNumber(field) || table.hasBytes(field))
                    .as("field %d", field)
                    .isFalse();
        }
    }

    @Test
    void readsMessageInTheMiddleOfAnArray() {
        byte[] bytes = Packets.hex("ffffff 2005 1a0161 ffffff");
        assertThat(table.scan(bytes, 3, 5)).isTrue();
        assertThat(table.number(4)).isEqualTo(5);
        assertThat(table.offset(3)).isEqualTo(7);
        assertThat(table.buffer()).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // field 0
                "0200", // field 0 with bytes
                "06",
                "07", // wire types that do not exist
                "20",
                "2080",
                "20ffffffffffffffffff", // torn numbers
                "20ffffffffffffffffffff01", // eleven bytes
                "22",
                "2201",
                "220261", // torn slices
                "22ffffffff07", // 2^31-1 bytes
                "22ffffffff0f", // 2^32-1
                "228080808010", // 2^32
                "22ffffffffffffffffff01", // -1
                "2280808080808080808001", // the least long
                "25ffffff",
                "21ffffffffffffff", // torn fixed numbers
                "80",
                "8080", // torn tags
                "8880808080808080808001", // a tag of 64 bits
                "888080808001", // of 36 bits
                "0c", // the end of no group
                "0b",
                "0b2001", // a group without end
                "0b14", // that ends as another
                "0b0014",
                "0b22056114" // with nonsense inside
            })
    void refusesInvalidMessages(String hex) {
        assertThat(scan(hex)).isFalse();
        assertThat(table.faultOffset()).isZero();
        assertThat(scan("2001" + hex)).isFalse();
        assertThat(table.faultOffset()).isEqualTo(2);
        assertThat(table.number(4)).isEqualTo(1);
        assertThat(scan("2001")).isTrue();
        assertThat(table.faultOffset()).isEqualTo(-1);
    }

    @Test
    void skipsGroupsAsDeepAsProtobufDoesAndNoDeeper() {
        int deepest = FieldTable.MAX_DEPTH;
        assertThat(scan("0b".repeat(deepest) + "0c".repeat(deepest) + "2001")).isTrue();
        assertThat(table.number(4)).isEqualTo(1);
        assertThat(scan("0b".repeat(deepest + 1) + "0c".repeat(deepest + 1))).isFalse();
        assertThat(scan("0b".repeat(200_000))).isFalse();
    }

    @Test
    void refusesRangeOutsideOfTheArray() {
        byte[] bytes = new byte[4];
        assertThatThrownBy(() -> table.scan(bytes, 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.scan(bytes, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.scan(bytes, 1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void handlesMessagesCutAtEveryByte(MessageType type) {
        byte[] whole = FilledMessages.of(type).toByteArray();
        FieldTable cut = new FieldTable();
        assertThat(table.scan(whole, 0, whole.length)).isTrue();
        for (int length = 0; length < whole.length; length++) {
            byte[] bytes = Arrays.copyOf(whole, length);
            boolean good = cut.scan(bytes, 0, length);
            assertThat(good).as("cut at %d", length).isEqualTo(protobufTakes(bytes));
            int from = good ? length : cut.faultOffset();
            assertThat(from).isBetween(0, length);
            for (int field = 1; field <= FieldTable.MAX_FIELD; field++) {
                assertThat(cut.offset(field) + cut.length(field)).isLessThanOrEqualTo(from);
            }
        }
    }

    /**
     * The other way round is not true: protobuf-java cuts tags of more than 32 bits where we refuse them, as C++ does.
     */
    @ParameterizedTest
    @EnumSource(MessageType.class)
    void acceptsOnlyWhatProtobufAccepts(MessageType type) {
        byte[] whole = FilledMessages.of(type).toByteArray();
        // A seed, as JUnit and not jqwik goes through the types; the bytes are in the message of a failure.
        Random random = new Random(type.number());
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (table.scan(bytes, 0, bytes.length)) {
                assertThat(protobufTakes(bytes)).as(() -> Packets.hex(bytes)).isTrue();
            }
            int field = 1 + random.nextInt(FieldTable.MAX_FIELD);
            assertThat(walk(field)).hasSize(table.count(field));
        }
    }

    /** As unknown fields, so that neither sub-messages nor UTF-8 are looked at. */
    private static boolean protobufTakes(byte[] bytes) {
        try {
            UnknownFieldSet.parseFrom(bytes);
            return true;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }
}
