// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.proto.wire.PacketVerdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets field by field: as protobuf reads them, and as far as damaged ones can be read. */
class PacketDecoderTest {
    private static final int HEADER_ROWS = 3;

    private static List<String> decoded(byte[] packet) {
        return new PacketDecoder()
                .decode("message", packet).stream()
                        .map(row -> row.name().decoded() + "=" + row.value().decoded())
                        .toList();
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryFieldAsProtobufDoes(MessageType type) {
        Message message = FilledMessages.of(type);
        List<String> expected = new ArrayList<>();
        expected.add("header size=8");
        expected.add("type=" + type.number() + " " + type.messageName());
        expected.add("lost=7");
        add(message, "", expected);
        List<String> found = decoded(Packets.of(message, 7)).stream()
                .map(row -> row.replaceFirst(" \\(\\d{4}-.*Z\\)$", ""))
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void add(Message message, String path, List<String> rows) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String name = path + field.getName();
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    rows.add(name + "[" + i + "]=" + message.getRepeatedField(field, i));
                }
                continue;
            }
            Object value = message.getField(field);
            switch (field.getType()) {
                case MESSAGE -> add((Message) value, name + ".", rows);
                case BYTES -> rows.add(name + "=" + HexFormat.of().formatHex(((ByteString) value).toByteArray()));
                case UINT64 -> rows.add(name + "=" + Long.toUnsignedString((long) value));
                case UINT32 -> rows.add(name + "=" + Integer.toUnsignedString((int) value));
                default -> rows.add(name + "=" + value);
            }
        }
    }

    @Test
    void showsTimesForPeople() {
        assertThat(decoded(Packets.of(FilledMessages.of(MessageType.SENTRY_CLONE))))
                .anyMatch(row -> row.startsWith("context_data.time_ns=17000000") && row.endsWith("Z)"));
    }

    /** A cut packet has the fields before the cut and the reason, and never fewer than a shorter one. */
    @ParameterizedTest
    @EnumSource
    void showsACutPacketAsFarAsItGoes(MessageType type) {
        byte[] packet = Packets.of(FilledMessages.of(type));
        int before = 0;
        int cut = 0;
        for (int length = 8; length < packet.length; length++) {
            List<String> rows = decoded(Arrays.copyOf(packet, length));
            boolean problem = rows.get(rows.size() - 1).startsWith("problem=byte ");
            int good = rows.size() - (problem ? 1 : 0);
            assertThat(good).as("length %d of %s", length, type).isGreaterThanOrEqualTo(Math.min(before, good + 1));
            before = good;
            cut += problem ? 1 : 0;
        }
        assertThat(cut).isPositive();
    }

    @Test
    void whatIsNotAPacketHasTheReason() {
        assertThat(decoded(new byte[3]))
                .containsExactly(
                        "problem=byte 0: the packet is shorter than a header: 3 bytes," + " expected at least 8");
        assertThat(decoded(Packets.of(500, 1, new byte[] {8, 5})))
                .containsExactly(
                        "header size=8",
                        "type=500",
                        "lost=1",
                        "problem=byte 0: " + PacketVerdict.UNKNOWN_TYPE.text(),
                        "field 1=5");
        byte[] header = Packets.withHeaderSize(200, Packets.of(7, 0, new byte[0]));
        assertThat(decoded(Arrays.copyOf(header, 20))).last().asString().contains("beyond the packet");
    }

    @Test
    void unknownFieldsHaveTheirNumbers() {
        byte[] payload = Packets.hex("c8 03 05  d2 03 02 ff fe  d9 03 01 00 00 00 00 00 00 80  e5 03 02 00 00 80"
                + " eb 03 08 01 ec 03  30 01  32 01 41");
        assertThat(decoded(Packets.of(MessageType.SYSCALL_OPEN.number(), 0, payload)).stream()
                        .skip(HEADER_ROWS))
                .containsExactly(
                        "field 57=5",
                        "field 58=fffe",
                        "field 59=9223372036854775809",
                        "field 60=2147483650",
                        "field 61.field 1=1",
                        "pathname (wire type 0, expected 2)=1",
                        "pathname[1]=A");
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(7);
        List<byte[]> packets = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            packets.add(Packets.of(FilledMessages.of(type)));
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = packets.get(i % packets.size()).clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                packet[random.nextInt(8, packet.length)] = (byte) random.nextInt();
            }
            assertThat(new PacketDecoder().decode("message", packet)).hasSizeGreaterThanOrEqualTo(HEADER_ROWS);
        }
    }

    @Test
    void deeplyNestedGroupsEnd() {
        byte[] payload = new byte[50_000];
        Arrays.fill(payload, (byte) 0x0b);
        assertThat(decoded(Packets.of(7, 0, payload))).last().asString().contains("nested deeper");
    }

    @Test
    void bytesAreLinesOfSixteen() {
        byte[] bytes = "0123456789abcdef\n~\u0000".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HexDump.rows("hex", bytes).stream()
                        .map(row -> row.name().decoded() + "|" + row.value().decoded()))
                .containsExactly(
                        "000000|30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef",
                        "000010|0a 7e 00                                          .~.");
    }
}
