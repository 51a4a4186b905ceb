// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.GoldenPacket;
import dev.gvtrace.proto.testing.Packets;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagePeekTest {
    private final MessagePeek peek = new MessagePeek();
    private byte[] packet = new byte[0];

    private PacketVerdict look(byte[] bytes) {
        packet = bytes;
        return peek.look(bytes, 0, bytes.length);
    }

    private String container() {
        return new String(packet, peek.containerOffset(), peek.containerLength(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void findsTimeAndContainerInEveryMessage(MessageType type) {
        Message message = FilledMessages.of(type);
        FieldDescriptor context = message.getDescriptorForType().findFieldByNumber(1);
        ContextData expected = (ContextData) message.getField(context);
        assertThat(look(Packets.of(message))).isEqualTo(PacketVerdict.VALID);
        assertThat(peek.type()).isEqualTo(type.number());
        assertThat(peek.timeNs()).isEqualTo(expected.getTimeNs());
        assertThat(container()).isEqualTo(message instanceof Start start ? start.getId() : expected.getContainerId());
    }

    @Test
    void takesTheContainerOfContainerStartFromItsOwnIdIfItHasOne() {
        ContextData context = ContextData.newBuilder().setContainerId("other").build();
        look(Packets.of(Start.newBuilder().setContextData(context).setId("new").build()));
        assertThat(container()).isEqualTo("new");
        look(Packets.of(Start.newBuilder().setContextData(context).build()));
        assertThat(container()).isEqualTo("other");
        look(Packets.of(Start.newBuilder().setId("new").build()));
        assertThat(container()).isEqualTo("new");
        assertThat(peek.timeNs()).isZero();
    }

    @Test
    void findsNothingInAnEmptyMessage() {
        look(GoldenPacket.TASK_EXIT_SIGNALLED.bytes());
        assertThat(container()).isEqualTo("c1");
        assertThat(look(GoldenPacket.TASK_EXIT_EMPTY.bytes())).isEqualTo(PacketVerdict.VALID);
        assertThat(peek.type()).isEqualTo(5);
        assertThat(peek.timeNs()).isZero();
        assertThat(peek.containerLength()).isZero();
        assertThat(look(new byte[3])).isEqualTo(PacketVerdict.TOO_SHORT);
        assertThat(peek.type()).isZero();
        assertThat(look(new byte[0])).isEqualTo(PacketVerdict.TOO_SHORT);
    }

    @Test
    void aContextThatComesAgainIsReadTheSame() {
        for (int i = 0; i < 3; i++) {
            for (int thread = 1; thread < 200; thread++) {
                ContextData.Builder context = ContextData.newBuilder()
                        .setTimeNs(1_000_000_000_000L * i + thread)
                        .setThreadId(thread)
                        .setContainerId(thread % 3 == 0 ? "" : "container-" + thread % 5);
                byte[] bytes = Packets.of(Socket.newBuilder()
                        .setContextData(context)
                        .setDomain(thread)
                        .build());
                byte[] inside = new byte[bytes.length + thread % 7];
                System.arraycopy(bytes, 0, inside, thread % 7, bytes.length);
                packet = inside;
                assertThat(peek.look(inside, thread % 7, bytes.length)).isEqualTo(PacketVerdict.VALID);
                assertThat(peek.timeNs()).isEqualTo(context.getTimeNs());
                assertThat(container()).isEqualTo(context.getContainerId());
            }
        }
    }

    @Test
    void aSecondTimeInTheContextCountsWhateverCameBefore() {
        for (int time : new int[] {7, 9, 7, 9}) {
            look(Packets.of(12, 0, new byte[] {0x0a, 6, 0x08, (byte) time, 0x10, 1, 0x08, 9}));
            assertThat(peek.timeNs()).isEqualTo(9);
            look(Packets.of(12, 0, new byte[] {0x0a, 4, 0x08, (byte) time, 0x10, 1}));
            assertThat(peek.timeNs()).isEqualTo(time);
        }
    }

    @Test
    void readsUnknownTypes() {
        byte[] bytes = GoldenPacket.TASK_EXIT_SIGNALLED.bytes();
        bytes[2] = 99;
        assertThat(look(bytes)).isEqualTo(PacketVerdict.UNKNOWN_TYPE);
        assertThat(peek.type()).isEqualTo(99);
        assertThat(peek.timeNs()).isEqualTo(1700000000123456789L);
        assertThat(container()).isEqualTo("c1");
        bytes[bytes.length - 1] = (byte) 0xff;
        assertThat(look(bytes)).isEqualTo(PacketVerdict.UNKNOWN_TYPE);
    }

    @Test
    void readsBehindLargerHeadersAndInTheMiddleOfAnArray() {
        byte[] bytes = Packets.withHeaderSize(12, GoldenPacket.CLONE.bytes());
        packet = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, packet, 10, bytes.length);
        assertThat(peek.look(packet, 10, bytes.length)).isEqualTo(PacketVerdict.VALID);
        assertThat(peek.timeNs()).isEqualTo(1700000000123456789L);
        assertThat(container()).isEqualTo("c1");
    }

    @Test
    void readsDamagedPayloadAsFarAsItGoes() {
        byte[] bytes = GoldenPacket.CLONE.bytes();
        bytes[bytes.length - 1] = (byte) 0xff;
        assertThat(look(bytes)).isEqualTo(PacketVerdict.PAYLOAD_MALFORMED);
        assertThat(container()).isEqualTo("c1");
        byte[] context = Packets.of(5, 0, Packets.hex("0a05 08011007 32"));
        assertThat(look(context)).isEqualTo(PacketVerdict.PAYLOAD_MALFORMED);
        assertThat(peek.timeNs()).isEqualTo(1);
    }

    @Test
    void readsTheLastOfTwoContextsAsDecodersDo() {
        look(Packets.of(5, 0, Packets.hex("0a020801 1005 0a020802")));
        assertThat(peek.timeNs()).isEqualTo(2);
    }

    @Test
    void readsTheSecondContextWhereverItStands() {
        look(Packets.of(5, 0, Packets.hex("0a020801 1005 1a0141 0a020802 1006")));
        assertThat(peek.timeNs()).isEqualTo(2);
        look(Packets.of(5, 0, Packets.hex("1005 0a020803")));
        assertThat(peek.timeNs()).isEqualTo(3);
    }

    /** Context data of all lengths that a length may be written in, a wasteful one too. */
    @Test
    void readsContextsOfAnyLength() {
        for (int length : new int[] {0, 1, 127, 128, 5000, 16_383, 16_384, 100_000}) {
            String id = "x".repeat(length);
            look(Packets.of(TaskExit.newBuilder()
                    .setContextData(ContextData.newBuilder().setTimeNs(5).setContainerId(id))
                    .build()));
            assertThat(peek.timeNs()).isEqualTo(5);
            assertThat(container()).isEqualTo(id);
        }
        assertThat(look(Packets.of(5, 0, Packets.hex("0a828080808000 0807")))).isEqualTo(PacketVerdict.VALID);
        assertThat(peek.timeNs()).isEqualTo(7);
        assertThat(look(Packets.of(5, 0, Packets.hex("0a8300 0807")))).isEqualTo(PacketVerdict.PAYLOAD_MALFORMED);
    }

    @Property(tries = 300)
    void survivesAnyPayload(@ForAll @Size(max = 60) byte[] payload) {
        byte[] bytes = Packets.of(1, 0, payload);
        assertThat(peek.look(bytes, 0, bytes.length)).isIn(PacketVerdict.VALID, PacketVerdict.PAYLOAD_MALFORMED);
        assertThat(peek.containerOffset() + peek.containerLength()).isLessThanOrEqualTo(bytes.length);
    }

    @Test
    void findsNegativeTime() {
        ContextData context = ContextData.newBuilder().setTimeNs(-5).build();
        look(Packets.of(TaskExit.newBuilder().setContextData(context).build()));
        assertThat(peek.timeNs()).isEqualTo(-5);
    }
}
