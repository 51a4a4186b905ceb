// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.proto.point.MessageSchema;
import dev.gvtrace.proto.point.MessageSchema.Field;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.replay.redact.rule.FieldKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a message of the schema, with the kind of each that can hold a secret. Immutable. */
final class Shape {
    private static final Map<String, FieldKind> TEXTS = Map.ofEntries(
            Map.entry("container_id", FieldKind.ID),
            Map.entry("id", FieldKind.ID),
            Map.entry("process_name", FieldKind.PROCESS_NAME),
            Map.entry("args", FieldKind.ARGUMENT),
            Map.entry("argv", FieldKind.ARGUMENT),
            Map.entry("env", FieldKind.ENVIRONMENT),
            Map.entry("envv", FieldKind.ENVIRONMENT),
            Map.entry("cwd", FieldKind.PATH),
            Map.entry("path", FieldKind.PATH),
            Map.entry("fd_path", FieldKind.PATH),
            Map.entry("pathname", FieldKind.PATH),
            Map.entry("binary_path", FieldKind.PATH),
            Map.entry("execfn", FieldKind.PATH),
            Map.entry("mapped_path", FieldKind.PATH));
    private static final Map<String, FieldKind> BYTES = Map.of(
            "ip", FieldKind.ADDRESS,
            "address", FieldKind.ADDRESS,
            "binary_sha256", FieldKind.DIGEST,
            "binary_sha1", FieldKind.DIGEST);

    private static final String SYSCALL = "gvisor.syscall.Syscall";
    private static final String CONTEXT = "gvisor.common.ContextData";

    private final String name;
    private final Map<Integer, Leaf> fields = new HashMap<>();

    private Shape(String name) {
        this.name = name;
    }

    /**
     * A field.
     *
     * @param name as in the schema
     * @param number true if its value is a varint
     * @param repeated true for a list
     * @param kind null if it cannot hold a secret
     * @param message what its value is, when that is a message
     */
    record Leaf(
            String name,
            boolean number,
            boolean repeated,
            @Nullable FieldKind kind,
            @Nullable Shape message) {
        /** The wire type that it has. */
        int wireType() {
            return number ? WireFields.VARINT : WireFields.BYTES;
        }

        /** True if its value is the {@code sockaddr} of a call. */
        boolean isSocketAddress() {
            return name.equals("address");
        }
    }

    /** The shapes of all message types, and that of unknown ones. */
    static final class Shapes {
        private final Map<Integer, Shape> byType = new HashMap<>();
        private final Shape unknown = new Shape("");

        Shapes() {
            MessageSchema schema = MessageSchema.load();
            Map<String, Shape> made = new HashMap<>();
            for (MessageType type : MessageType.values()) {
                byType.put(type.number(), shape(schema, type.messageName(), made));
            }
            unknown.fields.put(1, new Leaf("context_data", false, false, null, shape(schema, CONTEXT, made)));
        }

        private static Shape shape(MessageSchema schema, String name, Map<String, Shape> made) {
            Shape known = made.get(name);
            if (known != null) {
                return known;
            }
            MessageSchema.Message message = schema.find(name);
            if (message == null) {
                throw new IllegalStateException("the schema has no " + name);
            }
            Shape shape = new Shape(name);
            made.put(name, shape);
            for (Field field : message.fields().values()) {
                shape.fields.put(field.number(), leaf(schema, name, field, made));
            }
            return shape;
        }

        private static Leaf leaf(MessageSchema schema, String owner, Field field, Map<String, Shape> made) {
            boolean number = switch (field.kind()) {
                case SIGNED, UNSIGNED, BOOL -> true;
                case TEXT, BYTES, MESSAGE -> false;
            };
            FieldKind kind = switch (field.kind()) {
                case TEXT -> TEXTS.get(field.name());
                case BYTES -> BYTES.get(field.name());
                case SIGNED, UNSIGNED -> numberKind(owner, field.name());
                case BOOL, MESSAGE -> null;
            };
            boolean message = field.kind() == MessageSchema.Kind.MESSAGE;
            if (kind == null && !number && !message) {
                throw new IllegalStateException(owner + "." + field.name() + " has no kind");
            }
            return new Leaf(
                    field.name(),
                    number,
                    field.repeated(),
                    kind,
                    message ? shape(schema, field.message(), made) : null);
        }

        private static @Nullable FieldKind numberKind(String owner, String name) {
            boolean register = owner.equals(SYSCALL) && name.startsWith("arg") || name.equals("args");
            return register ? FieldKind.REGISTER : name.equals("port") ? FieldKind.PORT : null;
        }

        /** That of a message type; of an unknown one, only the context. */
        Shape of(int type) {
            return byType.getOrDefault(type, unknown);
        }
    }

    /** The full name of the message. */
    String name() {
        return name;
    }

    /** The field with this number and wire type; null if the schema has none. */
    @Nullable
    Leaf field(int number, int wireType) {
        Leaf leaf = fields.get(number);
        return leaf == null || leaf.wireType() != wireType ? null : leaf;
    }
}
