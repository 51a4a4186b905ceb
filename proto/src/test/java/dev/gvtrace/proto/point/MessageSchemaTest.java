// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gvtrace.proto.testing.FilledMessages;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schema as it is read from its files is the one that protobuf's compiler reads. */
class MessageSchemaTest {
    private static final MessageSchema SCHEMA = MessageSchema.load();

    @ParameterizedTest
    @EnumSource
    void hasTheFieldsOfTheCompiledSchema(MessageType type) {
        check(FilledMessages.prototype(type).getDescriptorForType(), new HashSet<>());
    }

    private static void check(Descriptor compiled, Set<String> seen) {
        if (!seen.add(compiled.getFullName())) {
            return;
        }
        MessageSchema.Message message = SCHEMA.find(compiled.getFullName());
        assertThat(message).as(compiled.getFullName()).isNotNull();
        assertThat(message.fields()).hasSameSizeAs(compiled.getFields());
        for (FieldDescriptor field : compiled.getFields()) {
            MessageSchema.Kind kind = switch (field.getType()) {
                case INT32, INT64 -> MessageSchema.Kind.SIGNED;
                case UINT32, UINT64 -> MessageSchema.Kind.UNSIGNED;
                case BOOL -> MessageSchema.Kind.BOOL;
                case STRING -> MessageSchema.Kind.TEXT;
                case BYTES -> MessageSchema.Kind.BYTES;
                case MESSAGE -> MessageSchema.Kind.MESSAGE;
                default -> throw new AssertionError(field.getFullName() + " has a type without a kind");
            };
            String of =
                    kind == MessageSchema.Kind.MESSAGE ? field.getMessageType().getFullName() : "";
            assertThat(message.fields().get(field.getNumber()))
                    .isEqualTo(
                            new MessageSchema.Field(field.getNumber(), field.getName(), kind, field.isRepeated(), of));
            if (kind == MessageSchema.Kind.MESSAGE) {
                check(field.getMessageType(), seen);
            }
        }
    }
}
