// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.proto.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of real Sentries: the schema leaves nothing unknown, and every short cut agrees with it. */
class RealStreamsTest {
    private static final int SYSNO = 3;

    private final MessagePeek peek = new MessagePeek();
    private final FieldTable table = new FieldTable();
    private final Map<MessageType, Message> prototypes = new EnumMap<>(MessageType.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traces/t-bin.trace",
                "traces/sys.trace",
                "traces/shell.trace",
                "sentry/tour.trace",
                "sentry/shell.trace",
                "sentry/shell-bare.trace",
                "sentry/evade-hardened.trace",
                "sentry/evade-silent.trace",
                "peers/tracereplay/client-0001"
            })
    void areUnderstoodWhole(String name) throws InvalidProtocolBufferException {
        for (byte[] packet : SharedData.packets("conformance/" + name)) {
            understand(packet);
        }
    }

    @Test
    void theTourShowsAllTypesButTwo() {
        EnumSet<MessageType> missing = EnumSet.allOf(MessageType.class);
        for (byte[] packet : SharedData.packets("conformance/sentry/tour.trace")) {
            missing.remove(MessageType.of(WireHeader.messageType(packet, 0)));
        }
        assertThat(missing).containsExactly(MessageType.SYSCALL_RAW, MessageType.SYSCALL_CHROOT);
    }

    private void understand(byte[] packet) throws InvalidProtocolBufferException {
        assertThat(peek.look(packet, 0, packet.length)).isEqualTo(PacketVerdict.VALID);
        MessageType type = MessageType.of(peek.type());
        assertThat(type).isNotNull();
        int headerSize = WireHeader.headerSize(packet, 0);
        ByteString payload = ByteString.copyFrom(packet, headerSize, packet.length - headerSize);
        Message message = prototypes
                .computeIfAbsent(type, FilledMessages::prototype)
                .getParserForType()
                .parseFrom(payload);
        hasNothingUnknown(message);
        assertThat(message.toByteString()).isEqualTo(payload);
        agreesWithPeek(message, packet);
        if (type.isSyscall() && type != MessageType.SYSCALL_RAW) {
            assertThat(table.scan(packet, headerSize, packet.length - headerSize))
                    .isTrue();
            assertThat(SyscallTable.of(Architecture.X86_64).type(table.number(SYSNO)))
                    .as(() -> Packets.hex(packet))
                    .isEqualTo(type);
        }
    }

    private void agreesWithPeek(Message message, byte[] packet) {
        ContextData context =
                (ContextData) message.getField(message.getDescriptorForType().findFieldByNumber(1));
        String container = message instanceof Start start ? start.getId() : context.getContainerId();
        assertThat(peek.timeNs()).isEqualTo(context.getTimeNs());
        assertThat(new String(packet, peek.containerOffset(), peek.containerLength(), StandardCharsets.UTF_8))
                .isEqualTo(container);
    }

    private static void hasNothingUnknown(Message message) {
        assertThat(message.getUnknownFields().asMap()).isEmpty();
        for (Object value : message.getAllFields().values()) {
            for (Object one : value instanceof List<?> list ? list : List.of(value)) {
                if (one instanceof Message inner) {
                    hasNothingUnknown(inner);
                }
            }
        }
    }
}
