// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.WireHeader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Writes a packet once more with what a {@link Variation} changes, by the schema. All else stays byte for byte. */
final class StreamRewriter {
    private static final Set<String> PATHS =
            Set.of("cwd", "pathname", "fd_path", "binary_path", "execfn", "mapped_path", "path");
    private static final Set<String> ARGUMENTS = Set.of("argv", "args");
    private static final Set<String> VARIABLES = Set.of("env", "envv");
    private static final Set<String> CONTAINERS = Set.of("container_id", "id");
    private static final Set<String> IDS = Set.of(
            "thread_id", "thread_group_id", "parent_thread_group_id", "created_thread_id", "created_thread_group_id", "pid");
    private static final Set<String> TIMES = Set.of(
            "time_ns", "thread_start_time_ns", "thread_group_start_time_ns", "created_thread_start_time_ns");
    private static final Set<String> INODES = Set.of("ino", "binary_ino", "mapped_ino");
    private static final Set<String> DIGESTS = Set.of("binary_sha256", "binary_sha1");

    private static final int CONTEXT = 1;
    private static final int CONTEXT_THREAD = 2;
    private static final int EXIT = 2;
    private static final int RESULT = 1;
    private static final int RAW_CALL_NUMBER = 4;
    private static final int RAW_FIRST_ARGUMENT = 5;
    /** getpid, clone, fork, vfork, wait4, getppid, gettid, clone3: a result above 0 is an id. */
    private static final Set<Long> GIVES_ID = Set.of(39L, 56L, 57L, 58L, 61L, 110L, 186L, 435L);
    /** wait4, kill, setpgid, getpgid, tkill, tgkill: the first argument is an id. */
    private static final Set<Long> TAKES_ID = Set.of(61L, 62L, 109L, 121L, 200L, 234L);

    private enum Kind {
        PLAIN,
        MESSAGE,
        PATH,
        ARGUMENT,
        VARIABLE,
        CONTAINER,
        ID,
        TIME,
        INODE,
        DIGEST,
        ADDRESS
    }

    private record Layout(Kind[] kinds, Layout[] inner) {}

    private final Map<String, Layout> layouts = new HashMap<>();
    private final Layout[] byType = new Layout[MessageType.GREATEST + 1];
    private byte[] out = new byte[1 << 16];
    private int size;
    private long call;
    private boolean givesId;

    StreamRewriter() {
        for (MessageType type : MessageType.values()) {
            byType[type.number()] = layout(descriptor(type));
        }
    }

    private static Descriptor descriptor(MessageType type) {
        String name = type.messageName();
        try {
            Class<?> message = Class.forName("dev.gvtrace.proto.schema." + name.substring(name.lastIndexOf('.') + 1));
            return (Descriptor) message.getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no generated class for " + name, e);
        }
    }

    private Layout layout(Descriptor descriptor) {
        Layout known = layouts.get(descriptor.getFullName());
        if (known != null) {
            return known;
        }
        int greatest = descriptor.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
        Layout made = new Layout(new Kind[greatest + 1], new Layout[greatest + 1]);
        Arrays.fill(made.kinds, Kind.PLAIN);
        layouts.put(descriptor.getFullName(), made);
        for (FieldDescriptor field : descriptor.getFields()) {
            made.kinds[field.getNumber()] = kind(field);
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                made.inner[field.getNumber()] = layout(field.getMessageType());
            }
        }
        return made;
    }

    private static Kind kind(FieldDescriptor field) {
        String name = field.getName();
        return switch (field.getJavaType()) {
            case MESSAGE -> Kind.MESSAGE;
            case STRING -> PATHS.contains(name)
                    ? Kind.PATH
                    : ARGUMENTS.contains(name)
                            ? Kind.ARGUMENT
                            : VARIABLES.contains(name)
                                    ? Kind.VARIABLE
                                    : CONTAINERS.contains(name) ? Kind.CONTAINER : Kind.PLAIN;
            case BYTE_STRING -> DIGESTS.contains(name) ? Kind.DIGEST : name.equals("address") ? Kind.ADDRESS : Kind.PLAIN;
            default -> IDS.contains(name)
                    ? Kind.ID
                    : TIMES.contains(name) ? Kind.TIME : INODES.contains(name) ? Kind.INODE : Kind.PLAIN;
        };
    }

    /** The thread of a packet's context; 0 if it names none. */
    static int threadId(byte[] packet, int offset, int length) {
        int at = offset + WireHeader.headerSize(packet, offset);
        if (at + 2 > offset + length || packet[at] != (CONTEXT << 3 | 2)) {
            return 0;
        }
        int context = at + 1 + length(packet, at + 1);
        return (int) Math.max(0, number(packet, context, context + (int) varint(packet, at + 1), CONTEXT_THREAD));
    }

    /** Makes the varied packet; it is in {@link #bytes} from 0 on. Returns its length. */
    int rewrite(byte[] packet, int offset, int length, Variation variation) {
        int header = WireHeader.headerSize(packet, offset);
        int type = WireHeader.messageType(packet, offset);
        size = 0;
        room(length * 2 + 64);
        System.arraycopy(packet, offset, out, 0, header);
        size = header;
        call = -1;
        givesId = type == MessageType.SYSCALL_CLONE.number() || type == MessageType.SYSCALL_FORK.number();
        if (type == MessageType.SYSCALL_RAW.number()) {
            call = number(packet, offset + header, offset + length, RAW_CALL_NUMBER);
            givesId = GIVES_ID.contains(call);
        }
        message(packet, offset + header, offset + length, type < byType.length ? byType[type] : null, 0, variation);
        return size;
    }

    byte[] bytes() {
        return out;
    }

    private void room(int more) {
        if (out.length < size + more) {
            out = Arrays.copyOf(out, Math.max(size + more, 2 * out.length));
        }
    }

    private void message(byte[] in, int from, int to, Layout layout, int outer, Variation variation) {
        int at = from;
        while (at < to) {
            int start = at;
            long tag = varint(in, at);
            at += length(in, at);
            int field = (int) (tag >>> 3);
            Kind kind = layout == null || field >= layout.kinds.length ? Kind.PLAIN : layout.kinds[field];
            switch ((int) tag & 7) {
                case 0 -> {
                    long value = varint(in, at);
                    at += length(in, at);
                    put(tag);
                    put(value(value, kind, field, outer, variation));
                }
                case 1 -> at = copy(in, start, at + Long.BYTES);
                case 2 -> {
                    int length = (int) varint(in, at);
                    at += length(in, at);
                    if (kind == Kind.PLAIN) {
                        copy(in, start, at + length);
                    } else if (kind == Kind.MESSAGE) {
                        nested(in, at, at + length, tag, layout.inner[field], variation);
                    } else {
                        byte[] text = text(Arrays.copyOfRange(in, at, at + length), kind, variation);
                        put(tag);
                        put(text.length);
                        copy(text, 0, text.length);
                    }
                    at += length;
                }
                case 5 -> at = copy(in, start, at + Integer.BYTES);
                default -> throw new IllegalArgumentException("no message: wire type " + (tag & 7));
            }
        }
    }

    private long value(long value, Kind kind, int field, int outer, Variation variation) {
        boolean result = outer == EXIT && field == RESULT && givesId;
        boolean argument = outer == 0 && field == RAW_FIRST_ARGUMENT && TAKES_ID.contains(call);
        if (kind == Kind.ID || result || argument) {
            return variation.id(value);
        }
        return kind == Kind.TIME ? variation.time(value) : kind == Kind.INODE ? variation.inode(value) : value;
    }

    private static byte[] text(byte[] text, Kind kind, Variation variation) {
        return switch (kind) {
            case PATH -> variation.path(text);
            case ARGUMENT -> variation.argument(text);
            case VARIABLE -> variation.variable(text);
            case CONTAINER -> variation.containerId(text);
            case DIGEST -> variation.digest(text);
            case ADDRESS -> variation.address(text);
            default -> text;
        };
    }

    private void nested(byte[] in, int from, int to, long tag, Layout layout, Variation variation) {
        put(tag);
        int lengthAt = size;
        int room = length(to - from);
        size += room;
        int start = size;
        message(in, from, to, layout, (int) (tag >>> 3), variation);
        int made = size - start;
        int needed = length(made);
        if (needed != room) {
            room(needed);
            System.arraycopy(out, start, out, lengthAt + needed, made);
        }
        size = lengthAt;
        put(made);
        size += made;
    }

    private int copy(byte[] in, int from, int to) {
        room(to - from);
        System.arraycopy(in, from, out, size, to - from);
        size += to - from;
        return to;
    }

    private void put(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }

    private static int length(long value) {
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        return length;
    }

    private static int length(byte[] in, int at) {
        int length = 1;
        while (in[at + length - 1] < 0) {
            length++;
        }
        return length;
    }

    private static long varint(byte[] in, int at) {
        long value = 0;
        for (int i = 0; ; i++) {
            value |= (long) (in[at + i] & 0x7f) << (7 * i);
            if (in[at + i] >= 0) {
                return value;
            }
        }
    }

    /** A number at the top of a message; -1 if it is not there. */
    private static long number(byte[] in, int from, int to, int wanted) {
        int at = from;
        while (at < to) {
            long tag = varint(in, at);
            at += length(in, at);
            if (tag >>> 3 == wanted) {
                return varint(in, at);
            }
            switch ((int) tag & 7) {
                case 0 -> at += length(in, at);
                case 1 -> at += Long.BYTES;
                case 2 -> at += length(in, at) + (int) varint(in, at);
                default -> at += Integer.BYTES;
            }
        }
        return -1;
    }
}
