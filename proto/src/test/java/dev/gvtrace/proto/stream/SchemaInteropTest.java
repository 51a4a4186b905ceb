// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.FilledMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the generated classes write, field by field and message by message, is what the table reads. */
class SchemaInteropTest {
    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsEveryFieldOfEveryMessage(MessageType type) {
        Message message = FilledMessages.of(type);
        byte[] bytes = message.toByteArray();
        assertThat(message.getAllFields())
                .hasSameSizeAs(message.getDescriptorForType().getFields());
        compare(message, bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsEveryMessageWithNothingInIt(MessageType type) {
        byte[] bytes = FilledMessages.prototype(type).toByteArray();
        compare(FilledMessages.prototype(type), bytes, 0, bytes.length);
    }

    private static void compare(Message message, byte[] bytes, int from, int length) {
        FieldTable table = new FieldTable();
        assertThat(table.scan(bytes, from, length)).isTrue();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            int number = field.getNumber();
            assertThat(number).isLessThanOrEqualTo(FieldTable.MAX_FIELD);
            if (field.isRepeated()) {
                assertThat(walk(table, number)).as(field.getFullName()).isEqualTo(message.getField(field));
                continue;
            }
            switch (field.getType()) {
                case MESSAGE -> {
                    assertThat(table.hasBytes(number)).as(field.getFullName()).isEqualTo(message.hasField(field));
                    Message inner = (Message) message.getField(field);
                    compare(inner, bytes, table.offset(number), table.length(number));
                }
                case STRING ->
                    assertThat(text(table, table.offset(number), table.length(number)))
                            .as(field.getFullName())
                            .isEqualTo(message.getField(field));
                case BYTES ->
                    assertThat(ByteString.copyFrom(bytes, table.offset(number), table.length(number)))
                            .as(field.getFullName())
                            .isEqualTo(message.getField(field));
                case BOOL ->
                    assertThat(table.number(number) != 0)
                            .as(field.getFullName())
                            .isEqualTo(message.getField(field));
                case INT32, UINT32 ->
                    assertThat((int) table.number(number))
                            .as(field.getFullName())
                            .isEqualTo(message.getField(field));
                default ->
                    assertThat(table.number(number)).as(field.getFullName()).isEqualTo(message.getField(field));
            }
        }
    }

    private static List<String> walk(FieldTable table, int field) {
        List<String> found = new ArrayList<>();
        for (int at = table.nextOffset(field, 0); at >= 0; at = table.nextOffset(field, at + table.lastLength())) {
            found.add(text(table, at, table.lastLength()));
        }
        return found;
    }

    private static String text(FieldTable table, int from, int length) {
        return ByteString.copyFrom(table.buffer(), from, length).toStringUtf8();
    }
}
