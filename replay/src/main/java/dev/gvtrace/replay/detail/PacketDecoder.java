// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.proto.point.MessageSchema;
import dev.gvtrace.proto.point.MessageSchema.Field;
import dev.gvtrace.proto.point.MessageSchema.Kind;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.text.Text;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packet field by field, in the order of its bytes, with the names of the schema. A field that the schema does
 * not have is shown by its number; where the bytes stop being a message, the fields before are shown, then the reason.
 * Never throws because of the bytes. Not thread-safe.
 */
public final class PacketDecoder {
    /** Groups nested deeper than this are malformed; protobuf's own readers stop there too. */
    private static final int MOST_DEPTH = 100;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FIXED32 = 5;

    private final MessageSchema schema = MessageSchema.load();
    private final List<DetailRow> rows = new ArrayList<>();
    private String section = "";
    private byte[] bytes = new byte[0];

    /** The rows of a packet: its header, its fields, and what is wrong with it if something is. */
    public List<DetailRow> decode(String named, byte[] packet) {
        rows.clear();
        section = named;
        bytes = packet;
        PacketVerdict verdict = WireHeader.verdict(packet, 0, packet.length);
        if (verdict == PacketVerdict.TOO_SHORT) {
            problem(
                    0,
                    "the packet is " + verdict.text() + ": " + packet.length + " bytes, expected at least "
                            + WireHeader.SIZE);
            return List.copyOf(rows);
        }
        int type = WireHeader.messageType(packet, 0);
        MessageType known = MessageType.of(type);
        add("header size", Long.toString(WireHeader.headerSize(packet, 0)));
        add("type", known == null ? Integer.toString(type) : type + " " + known.messageName());
        add("lost", Integer.toUnsignedString(WireHeader.droppedCount(packet, 0)));
        if (!verdict.isReadable()) {
            problem(0, verdict.text());
        }
        if (verdict.hasDroppedCount()) {
            MessageSchema.Message message = known == null ? null : schema.find(known.messageName());
            fields(message, "", WireHeader.headerSize(packet, 0), packet.length, 0);
        }
        return List.copyOf(rows);
    }

    private void add(String name, String value) {
        rows.add(DetailRow.of(section, name, value));
    }

    private boolean problem(int at, String what) {
        add("problem", "byte " + at + ": " + what);
        return false;
    }

    /** Reads fields up to a limit, or within a group to its end. False if the bytes are not fields. */
    private boolean fields(MessageSchema.@Nullable Message message, String path, int from, int limit, int depth) {
        Map<Integer, Integer> counts = new HashMap<>();
        int at = from;
        while (at < limit) {
            int behindTag = Varint.end(bytes, at, limit);
            long tag = behindTag < 0 ? 0 : Varint.value(bytes, at, behindTag);
            long number = tag >>> 3;
            if (behindTag < 0 || number == 0 || tag >>> Integer.SIZE != 0) {
                return problem(at, "expected a field number and a wire type");
            }
            Field field = message == null ? null : message.fields().get((int) number);
            String name = path + name(field, number, counts);
            int behind = value(field, name, new Place((int) tag & 7, at, behindTag, limit), depth);
            if (behind < 0) {
                return false;
            }
            at = behind;
        }
        return true;
    }

    private static String name(@Nullable Field field, long number, Map<Integer, Integer> counts) {
        int index = counts.merge((int) number, 1, Integer::sum) - 1;
        if (field == null) {
            return "field " + number;
        }
        return field.repeated() || index > 0 ? field.name() + "[" + index + "]" : field.name();
    }

    /** Where a field is: the wire type, its first byte, its value's first byte, and the end of its message. */
    private record Place(int wireType, int field, int value, int limit) {}

    /** Adds the value of a field. The offset behind it; -1 if it is malformed. */
    private int value(@Nullable Field field, String name, Place place, int depth) {
        int at = place.value();
        int left = place.limit() - at;
        return switch (place.wireType()) {
            case VARINT -> {
                int end = Varint.end(bytes, at, place.limit());
                if (end < 0) {
                    problem(place.field(), name + ": the number has no end");
                    yield -1;
                }
                add(name + fitting(field, VARINT), number(field, Varint.value(bytes, at, end)));
                yield end;
            }
            case LENGTH_DELIMITED -> slice(field, name, place, depth);
            case FIXED64, FIXED32 -> {
                int size = place.wireType() == FIXED64 ? Long.BYTES : Integer.BYTES;
                if (left < size) {
                    problem(place.field(), name + ": " + left + " bytes are left, expected " + size);
                    yield -1;
                }
                ByteBuffer number = ByteBuffer.wrap(bytes, at, size).order(ByteOrder.LITTLE_ENDIAN);
                long value = size == Long.BYTES ? number.getLong() : Integer.toUnsignedLong(number.getInt());
                add(name + fitting(field, place.wireType()), Long.toUnsignedString(value));
                yield at + size;
            }
            case START_GROUP -> group(name, place, depth);
            default -> {
                problem(place.field(), name + ": unexpected wire type " + place.wireType());
                yield -1;
            }
        };
    }

    private int slice(@Nullable Field field, String name, Place place, int depth) {
        int from = Varint.end(bytes, place.value(), place.limit());
        long length = from < 0 ? 0 : Varint.value(bytes, place.value(), from);
        if (from < 0 || length < 0 || length > place.limit() - from) {
            String what = from < 0
                    ? "the length has no end"
                    : "the length is " + Long.toUnsignedString(length) + ", but " + (place.limit() - from)
                            + " bytes are left";
            problem(place.field(), name + ": " + what);
            return -1;
        }
        int end = from + (int) length;
        Kind kind = field == null ? Kind.BYTES : field.kind();
        switch (kind) {
            case MESSAGE -> {
                if (length == 0) {
                    add(name, "present, without fields");
                } else if (!fields(schema.find(field == null ? "" : field.message()), name + ".", from, end, depth)) {
                    return -1;
                }
            }
            case TEXT -> rows.add(DetailRow.of(section, name, Text.ofBytes(bytes, from, (int) length)));
            case BYTES, SIGNED, UNSIGNED, BOOL ->
                add(name + fitting(field, LENGTH_DELIMITED), HexFormat.of().formatHex(bytes, from, end));
        }
        return end;
    }

    /** Passes over a group, which no message of the schema has. */
    private int group(String name, Place place, int depth) {
        if (depth == MOST_DEPTH) {
            problem(place.field(), name + ": groups are nested deeper than " + MOST_DEPTH);
            return -1;
        }
        int at = place.value();
        while (at < place.limit()) {
            int behindTag = Varint.end(bytes, at, place.limit());
            long tag = behindTag < 0 ? 0 : Varint.value(bytes, at, behindTag);
            if (behindTag >= 0 && (tag & 7) == END_GROUP) {
                return behindTag;
            }
            if (behindTag < 0 || tag >>> 3 == 0) {
                break;
            }
            Place inner = new Place((int) tag & 7, at, behindTag, place.limit());
            int behind = value(null, name + ".field " + (tag >>> 3), inner, depth + 1);
            if (behind < 0) {
                return -1;
            }
            at = behind;
        }
        problem(place.field(), name + ": the group has no end");
        return -1;
    }

    /** A remark if the schema expects another wire type than the field has, so that readers ignore it. */
    private static String fitting(@Nullable Field field, int wireType) {
        if (field == null) {
            return "";
        }
        int expected = switch (field.kind()) {
            case SIGNED, UNSIGNED, BOOL -> VARINT;
            case TEXT, BYTES, MESSAGE -> LENGTH_DELIMITED;
        };
        return expected == wireType ? "" : " (wire type " + wireType + ", expected " + expected + ")";
    }

    private static String number(@Nullable Field field, long value) {
        if (field == null) {
            return Long.toUnsignedString(value);
        }
        return switch (field.kind()) {
            case SIGNED ->
                field.name().endsWith("time_ns") && value > 0
                        ? value + " (" + TimeText.rfc3339(value) + ")"
                        : Long.toString(value);
            case BOOL -> Boolean.toString(value != 0);
            case UNSIGNED, TEXT, BYTES, MESSAGE -> Long.toUnsignedString(value);
        };
    }
}
