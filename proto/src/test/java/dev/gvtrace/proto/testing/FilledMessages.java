// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;

/**
 * Messages in which every field is set, each to a value of its own, also within sub-messages; every third number of a
 * signed type is negative, and unsigned ones of 64 bits are above 2^63.
 */
public final class FilledMessages {
    private int next = 1;

    private FilledMessages() {}

    /** A filled message of the type. */
    public static Message of(MessageType type) {
        return new FilledMessages().fill(prototype(type).newBuilderForType());
    }

    /** The message of the type with nothing in it. */
    public static Message prototype(MessageType type) {
        String name = type.messageName().substring(type.messageName().lastIndexOf('.') + 1);
        try {
            return Internal.getDefaultInstance(
                    Class.forName("dev.gvtrace.proto.schema." + name).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private Message fill(Message.Builder builder) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value(builder, field));
                builder.addRepeatedField(field, "");
                builder.addRepeatedField(field, value(builder, field));
            } else {
                builder.setField(field, value(builder, field));
            }
        }
        return builder.build();
    }

    private Object value(Message.Builder builder, FieldDescriptor field) {
        int n = next++;
        return switch (field.getType()) {
            case BOOL -> true;
            case INT32 -> n % 3 == 0 ? -n : n;
            case UINT32 -> 0x80000000 | n;
            case INT64 -> n % 3 == 0 ? -n : 1700000000000000000L + n;
            case UINT64 -> 0x8000000000000000L | n;
            case STRING -> field.getName() + "-" + n;
            case BYTES -> ByteString.copyFrom(new byte[] {(byte) 0xff, 0, (byte) n});
            case MESSAGE -> fill(builder.newBuilderForField(field));
            default -> throw new IllegalStateException("no such type in the schema: " + field);
        };
    }
}
