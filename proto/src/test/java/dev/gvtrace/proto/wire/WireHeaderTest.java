// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.Packets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireHeaderTest {
    private static PacketVerdict verdict(byte[] packet) {
        return WireHeader.verdict(packet, 0, packet.length);
    }

    @ParameterizedTest
    @CsvSource({
        "'', TOO_SHORT",
        "08, TOO_SHORT",
        "0801, TOO_SHORT", // a second handshake
        "08000500000000, TOO_SHORT",
        "0800050000000000, VALID",
        "080005000000000010, VALID",
        "0c00050000000000ffffffff, VALID",
        "0c00050000000000ffffffff0800, VALID",
        "0c00050000000000ffffff, HEADER_TOO_LARGE",
        "0900050000000000, HEADER_TOO_LARGE",
        "ffff050000000000, HEADER_TOO_LARGE",
        "0700050000000000, HEADER_TOO_SMALL",
        "0000050000000000, HEADER_TOO_SMALL",
        "0800000000000000, TYPE_ZERO",
        "0800010000000000, VALID",
        "0800260000000000, VALID",
        "0800270000000000, UNKNOWN_TYPE",
        "0800ffff00000000, UNKNOWN_TYPE",
    })
    void classifiesEveryKindOfHeader(String hex, PacketVerdict expected) {
        assertThat(verdict(Packets.hex(hex))).isEqualTo(expected);
    }

    @Test
    void leavesThePayloadToItsReader() {
        assertThat(verdict(Packets.of(7, 0, Packets.hex("ffff")))).isEqualTo(PacketVerdict.VALID);
        assertThat(verdict(Packets.of(7, 0, new byte[200 << 10]))).isEqualTo(PacketVerdict.VALID);
        assertThat(verdict(Packets.of(7, 0, new byte[1 << 20]))).isEqualTo(PacketVerdict.VALID);
    }

    @Test
    void readsUnsignedLittleEndianNumbers() {
        byte[] packet = Packets.hex("ff ff fe ff fd ff ff ff");
        assertThat(WireHeader.headerSize(packet, 0)).isEqualTo(0xffff);
        assertThat(WireHeader.messageType(packet, 0)).isEqualTo(0xfffe);
        assertThat(Integer.toUnsignedLong(WireHeader.droppedCount(packet, 0))).isEqualTo(0xfffffffdL);
    }

    @Test
    void skipsWhatNewerHeadersAppend() {
        byte[] packet = Packets.withHeaderSize(12, Packets.of(5, 3, Packets.hex("1001")));
        assertThat(verdict(packet)).isEqualTo(PacketVerdict.VALID);
        assertThat(WireHeader.headerSize(packet, 0)).isEqualTo(12);
        assertThat(WireHeader.droppedCount(packet, 0)).isEqualTo(3);
        assertThat(Packets.hex(packet)).isEqualTo("0c00050003000000eeeeeeee1001");
    }

    @Test
    void verdictsDecideWhetherDroppedCountAndPayloadAreUsed() {
        for (PacketVerdict verdict : PacketVerdict.values()) {
            boolean framed = !verdict.name().startsWith("HEADER_") && verdict != PacketVerdict.TOO_SHORT;
            assertThat(verdict.hasDroppedCount()).isEqualTo(framed);
            assertThat(verdict.isReadable()).isEqualTo(verdict == PacketVerdict.VALID);
            assertThat(verdict.text()).isNotBlank();
        }
    }

    @Property(tries = 200)
    void readsWhatItWrote(@ForAll @IntRange(max = 0xffff) int type, @ForAll int dropped) {
        byte[] bytes = new byte[3 + WireHeader.SIZE];
        WireHeader.write(bytes, 3, type, dropped);
        assertThat(WireHeader.headerSize(bytes, 3)).isEqualTo(WireHeader.SIZE);
        assertThat(WireHeader.messageType(bytes, 3)).isEqualTo(type);
        assertThat(WireHeader.droppedCount(bytes, 3)).isEqualTo(dropped);
        assertThat(WireHeader.verdict(bytes, 3, WireHeader.SIZE).isReadable()).isEqualTo(MessageType.of(type) != null);
    }

    @Property(tries = 500)
    void classifiesAnyBytesWithinTheirBounds(@ForAll @Size(max = 24) byte[] bytes) {
        PacketVerdict verdict = verdict(bytes);
        if (verdict.hasDroppedCount()) {
            assertThat(WireHeader.headerSize(bytes, 0)).isBetween(WireHeader.SIZE, bytes.length);
        }
    }
}
