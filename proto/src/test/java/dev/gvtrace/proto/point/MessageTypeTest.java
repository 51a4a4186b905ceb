// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.gvtrace.proto.testing.FilledMessages;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
    @Test
    void agreesWithTheSchema() {
        assertThat(MessageType.values()).hasSize(MessageType.GREATEST);
        for (MessageType type : MessageType.values()) {
            dev.gvtrace.proto.schema.MessageType inSchema =
                    dev.gvtrace.proto.schema.MessageType.forNumber(type.number());
            assertThat(inSchema).isNotNull();
            assertThat(inSchema.name()).isEqualTo(type.enumName());
            Message message = FilledMessages.prototype(type);
            assertThat(message.getDescriptorForType().getFullName()).isEqualTo(type.messageName());
            assertThat(MessageType.of(type.number())).isSameAs(type);
        }
        assertThat(dev.gvtrace.proto.schema.MessageType.values()).hasSize(MessageType.GREATEST + 2);
    }

    @Test
    void hasNoOtherNumbers() {
        assertThat(MessageType.of(0)).isNull();
        assertThat(MessageType.of(-1)).isNull();
        assertThat(MessageType.of(39)).isNull();
        assertThat(MessageType.of(65535)).isNull();
    }

    @Test
    void distinguishesCallsFromOtherMessagesAsTheSchemaDoes() {
        for (MessageType type : MessageType.values()) {
            assertThat(type.isSyscall())
                    .as(type.name())
                    .isEqualTo(type.messageName().startsWith("gvisor.syscall."));
            boolean hasExit =
                    FilledMessages.prototype(type).getDescriptorForType().findFieldByName("exit") != null;
            assertThat(type.isSyscall()).as(type.name()).isEqualTo(hasExit);
        }
    }

    @Test
    void contextFieldsAreTheMembersOfContextData() {
        for (ContextField field : ContextField.values()) {
            assertThat(dev.gvtrace.proto.schema.ContextData.getDescriptor()
                            .findFieldByName(field.member())
                            .getNumber())
                    .isEqualTo(field.number());
        }
        assertThat(ContextField.values())
                .hasSameSizeAs(
                        dev.gvtrace.proto.schema.ContextData.getDescriptor().getFields());
    }
}
