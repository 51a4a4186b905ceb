// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.redact.Part.Form;
import dev.gvtrace.replay.redact.Shape.Leaf;
import dev.gvtrace.replay.redact.rule.FieldKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copy's packet of a Sentry's packet. Everything that is not replaced keeps its bytes and its order. Fields
 * that the schema does not have, and what is malformed, are left out unless the rules keep them. Not thread-safe.
 */
final class MessageRedactor {
    private static final byte[] NOTHING = {};
    private static final int MAX_VARINT = 10;
    private static final String ACCEPT = "gvisor.syscall.Accept";
    private static final int EXIT = 2;
    private static final int ERRORNO = 2;
    private static final int SHA1_BYTES = 20;
    private static final int SHA256_BYTES = 32;

    private final Shape.Shapes shapes = new Shape.Shapes();
    private final ValueRedactor values;
    private final SocketAddressRedactor addresses;
    private final boolean keepsUnknown;
    private List<Part> parts = new ArrayList<>();

    /** A packet of the copy, with what of it was replaced. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Redacted(byte[] bytes, List<Part> parts) {}

    /** Where a field is; its path is made when it is needed. */
    private record Place(PathNames names, Leaf leaf, int occurrence) {
        String path() {
            return names.path(leaf, occurrence);
        }
    }

    MessageRedactor(ValueRedactor values, boolean keepsUnknown) {
        this.values = values;
        this.addresses = new SocketAddressRedactor(values, keepsUnknown);
        this.keepsUnknown = keepsUnknown;
    }

    /** Replaces parts of a packet; null if nothing is replaced. */
    @Nullable
    Redacted redact(byte[] packet, int offset, int length) throws RedactionException {
        parts = new ArrayList<>();
        boolean whole = length >= WireHeader.SIZE;
        int header = whole ? WireHeader.headerSize(packet, offset) : 0;
        if (header < WireHeader.SIZE || header > length) {
            return keepsUnknown || length == 0 ? null : withheld(packet, offset, length, Part.UNKNOWN);
        }
        Shape shape = shapes.of(WireHeader.messageType(packet, offset));
        byte[] payload = rewrite(shape, packet, offset + header, offset + length, Part.ALL);
        byte[] head = header(packet, offset, header);
        if (payload == null && head == null) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(packet, offset, WireHeader.SIZE);
        out.writeBytes(head != null ? head : Arrays.copyOfRange(packet, offset + WireHeader.SIZE, offset + header));
        out.writeBytes(payload != null ? payload : Arrays.copyOfRange(packet, offset + header, offset + length));
        return new Redacted(out.toByteArray(), parts);
    }

    /** The packet's header alone: its size, type and drop counter. Of an invalid one there are zeros. */
    static Redacted withheld(byte[] packet, int offset, int length, String rule) {
        byte[] bytes = new byte[Math.min(WireHeader.SIZE, length)];
        int header = bytes.length == WireHeader.SIZE ? WireHeader.headerSize(packet, offset) : 0;
        if (header >= WireHeader.SIZE && header <= length) {
            System.arraycopy(packet, offset, bytes, 0, bytes.length);
            bytes[0] = WireHeader.SIZE;
            bytes[1] = 0;
        }
        return new Redacted(bytes, List.of(Part.of(Part.ALL, Form.WITHHELD, rule)));
    }

    /** What newer Sentries add to the header; null if nothing is replaced. */
    private byte @Nullable [] header(byte[] packet, int offset, int size) {
        int more = size - WireHeader.SIZE;
        if (more == 0 || keepsUnknown) {
            return null;
        }
        byte[] zeros = new byte[more];
        int from = offset + WireHeader.SIZE;
        if (Arrays.equals(packet, from, from + more, zeros, 0, more)) {
            return null;
        }
        parts.add(Part.span(Part.HEADER, new Span(0, more, Part.UNKNOWN)));
        return zeros;
    }

    /** The bytes of a message in the copy; null if nothing is replaced. */
    private byte @Nullable [] rewrite(Shape shape, byte[] in, int from, int to, String path) throws RedactionException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PathNames names = new PathNames(path);
        boolean leftOver = shape.name().equals(ACCEPT) && !succeeded(in, from, to);
        byte[] before = NOTHING;
        boolean changed = false;
        boolean unknown = false;
        WireFields fields = new WireFields(in, from, to);
        while (fields.next()) {
            Leaf leaf = shape.field(fields.number(), fields.wireType());
            if (leaf == null) {
                boolean kept = keepsUnknown && !isSuspicious(in, fields);
                unknown |= !kept;
                out.write(in, fields.start(), kept ? fields.end() - fields.start() : 0);
                continue;
            }
            int occurrence = names.count(fields.number());
            byte[] value = leaf.kind() == null && leaf.message() == null
                    ? null
                    : value(leaf, in, fields, new Place(names, leaf, occurrence), before, leftOver);
            before = leaf.kind() == FieldKind.ARGUMENT
                    ? Arrays.copyOfRange(in, fields.valueStart(), fields.end())
                    : NOTHING;
            if (value == null) {
                out.write(in, fields.start(), fields.end() - fields.start());
            } else {
                changed = true;
                write(out, in, fields, value);
            }
        }
        if (unknown) {
            parts.add(Part.of(path, Form.FIELDS, Part.UNKNOWN));
        }
        boolean malformed = fields.isMalformed() && !isNothing(in, fields.start(), to);
        if (malformed && !keepsUnknown) {
            parts.add(Part.of(path, Form.MALFORMED, Part.UNKNOWN));
            out.write(0);
        } else if (fields.isMalformed()) {
            out.write(in, fields.start(), to - fields.start());
        }
        return changed || unknown || malformed && !keepsUnknown ? out.toByteArray() : null;
    }

    /** A single byte 0 is malformed, and holds nothing. */
    private static boolean isNothing(byte[] in, int from, int to) {
        return to - from == 1 && in[from] == 0;
    }

    private static void write(ByteArrayOutputStream out, byte[] in, WireFields fields, byte[] value) {
        int behindTag = Varint.end(in, fields.start(), fields.end());
        out.write(in, fields.start(), behindTag - fields.start());
        if (fields.wireType() == WireFields.BYTES) {
            ByteBuffer size = ByteBuffer.allocate(MAX_VARINT);
            Varint.put(size, value.length);
            out.write(size.array(), 0, size.position());
        }
        out.writeBytes(value);
    }

    /** An unknown field that is kept may not have what a rule replaces: its structure is unknown. */
    private boolean isSuspicious(byte[] in, WireFields fields) throws RedactionException {
        byte[] value = Arrays.copyOfRange(in, fields.valueStart(), fields.end());
        return values.text(FieldKind.TEXT, value) != null;
    }

    /** The value of a field in the copy; null if nothing is replaced. */
    private byte @Nullable [] value(
            Leaf leaf, byte[] in, WireFields fields, Place place, byte[] before, boolean leftOver)
            throws RedactionException {
        FieldKind kind = leaf.kind();
        if (leaf.message() != null) {
            return rewrite(leaf.message(), in, fields.valueStart(), fields.end(), place.path());
        }
        if (kind == null) {
            return null;
        }
        if (leaf.number()) {
            String rule = values.numberRule(kind);
            return rule == null || Varint.value(in, fields.valueStart(), fields.end()) == 0
                    ? null
                    : replaced(Part.of(place.path(), Form.NUMBER, rule), new byte[1]);
        }
        byte[] value = Arrays.copyOfRange(in, fields.valueStart(), fields.end());
        Replaced replaced = leaf.isSocketAddress()
                ? addresses.redact(value, leftOver)
                : kind == FieldKind.ADDRESS
                        ? ofLength(value, Markers.IPV4_BYTES, Markers.IPV6_BYTES, values.address(value))
                        : kind == FieldKind.DIGEST ? digest(value) : values.text(kind, value, before);
        if (replaced == null) {
            return null;
        }
        replaced.spans().forEach(span -> parts.add(Part.span(place.path(), span)));
        return replaced.value();
    }

    private byte[] replaced(Part part, byte[] value) {
        parts.add(part);
        return value;
    }

    private @Nullable Replaced digest(byte[] value) {
        String rule = values.numberRule(FieldKind.DIGEST);
        Replaced zeros = rule == null || value.length == 0 ? null : zeros(value, rule);
        return ofLength(value, SHA1_BYTES, SHA256_BYTES, zeros);
    }

    /** Bytes of another length than the schema has are not what it names, so their meaning is unknown. */
    private @Nullable Replaced ofLength(byte[] value, int one, int other, @Nullable Replaced otherwise) {
        boolean known = value.length == 0 || value.length == one || value.length == other || keepsUnknown;
        return known ? otherwise : zeros(value, Part.UNKNOWN);
    }

    private static Replaced zeros(byte[] value, String rule) {
        return new Replaced(new byte[value.length], List.of(new Span(0, value.length, rule)));
    }

    /** True if this is the exit of a call that succeeded. */
    private static boolean succeeded(byte[] in, int from, int to) {
        boolean exit = false;
        WireFields fields = new WireFields(in, from, to);
        while (fields.next()) {
            if (fields.number() == EXIT && fields.wireType() == WireFields.BYTES) {
                exit = true;
                WireFields members = new WireFields(in, fields.valueStart(), fields.end());
                while (members.next()) {
                    if (members.number() == ERRORNO && members.wireType() == WireFields.VARINT) {
                        exit = Varint.value(in, members.valueStart(), members.end()) == 0;
                    }
                }
            }
        }
        return exit;
    }
}
