// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gvtrace.proto.testing.Packets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static Handshake parse(byte[] bytes) {
        return Handshake.parse(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "'', TOO_OLD, 0",
        "0800, TOO_OLD, 0",
        "0801, ACCEPTED, 1",
        "0802, ACCEPTED, 2",
        "08ffffffff0f, ACCEPTED, -1",
        "12026869, TOO_OLD, 0",
        "0801 12026869 9a0600, ACCEPTED, 1",
        "0a0101, TOO_OLD, 0",
        "08, MALFORMED, 0",
        "ff, MALFORMED, 0",
        "474554202f20485454502f312e310d0a, MALFORMED, 0",
    })
    void checksTheHandshakeOfThePeer(String hex, Handshake.Verdict verdict, int version) {
        Handshake handshake = parse(Packets.hex(hex));
        assertThat(handshake).isEqualTo(new Handshake(verdict, version));
        assertThat(handshake.isAccepted()).isEqualTo(verdict == Handshake.Verdict.ACCEPTED);
    }

    @Test
    void refusesOneThatIsTooLarge() {
        byte[] bytes = new byte[Handshake.MAX_SIZE + 1];
        bytes[0] = 8;
        bytes[1] = 1;
        bytes[2] = 0x12;
        int rest = bytes.length - 5;
        bytes[3] = (byte) (rest | 0x80);
        bytes[4] = (byte) (rest >>> 7);
        assertThat(parse(bytes).verdict()).isEqualTo(Handshake.Verdict.TOO_LARGE);
        bytes[3]--;
        assertThat(Handshake.parse(bytes, 0, Handshake.MAX_SIZE).isAccepted()).isTrue();
    }

    @Test
    void readsOnlyItsRange() {
        assertThat(Handshake.parse(Packets.hex("ff080107"), 1, 2).version()).isEqualTo(1);
    }

    @Test
    void answersWithVersionOne() {
        assertThat(Packets.hex(Handshake.reply())).isEqualTo("0801");
        assertThat(Handshake.encode(0)).isEmpty();
    }

    @Property(tries = 200)
    void encodesAsProtobufDoes(@ForAll int version) throws InvalidProtocolBufferException {
        byte[] bytes = Handshake.encode(version);
        assertThat(dev.gvtrace.proto.schema.Handshake.parseFrom(bytes).getVersion())
                .isEqualTo(version);
        assertThat(bytes)
                .isEqualTo(dev.gvtrace.proto.schema.Handshake.newBuilder()
                        .setVersion(version)
                        .build()
                        .toByteArray());
        assertThat(parse(bytes).version()).isEqualTo(version);
    }
}
