// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.redact.Part.Form;
import dev.gvtrace.replay.redact.Shape.Leaf;
import dev.gvtrace.replay.redact.rule.FieldKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a message of a copy with the original's: both have to be equal in everything but the parts that the copy
 * names, and in those the copy may hold markers only. Not thread-safe.
 */
final class Comparison {
    private final Shape.Shapes shapes = new Shape.Shapes();
    private Parts parts = new Parts(List.of());

    /** One of two messages. */
    @SuppressWarnings("ArrayRecordComponent") // never changed
    record Bytes(byte[] buffer, int from, int to) {
        static Bytes of(byte[] bytes) {
            return new Bytes(bytes, 0, bytes.length);
        }

        int length() {
            return to - from;
        }

        Bytes part(int start, int end) {
            return new Bytes(buffer, start, end);
        }

        byte[] copy() {
            return Arrays.copyOfRange(buffer, from, to);
        }

        boolean same(Bytes other) {
            return Arrays.equals(buffer, from, to, other.buffer, other.from, other.to);
        }
    }

    /** What differs beyond the parts that are named; null if nothing does. */
    @Nullable
    String packets(Bytes copy, Bytes original, List<Part> named) {
        parts = new Parts(named);
        String found = compare(copy, original);
        return found != null ? found : parts.areAllFound() ? null : "names parts that it does not have";
    }

    private @Nullable String compare(Bytes copy, Bytes original) {
        if (parts.take(Part.ALL, Form.WITHHELD)) {
            byte[] expected = MessageRedactor.withheld(original.buffer, original.from, original.length(), Part.UNKNOWN)
                    .bytes();
            return Arrays.equals(expected, copy.copy()) ? null : "the header differs";
        }
        if (copy.length() < WireHeader.SIZE || original.length() < WireHeader.SIZE) {
            return copy.same(original) ? null : "differs in parts that are not named";
        }
        int header = WireHeader.headerSize(copy.buffer, copy.from);
        Bytes head = copy.part(copy.from, copy.from + WireHeader.SIZE);
        if (!head.same(original.part(original.from, original.from + WireHeader.SIZE))
                || header < WireHeader.SIZE
                || header > copy.length()
                || header > original.length()) {
            return "the header differs";
        }
        byte[] more = copy.part(copy.from + WireHeader.SIZE, copy.from + header).copy();
        byte[] moreBefore = original.part(original.from + WireHeader.SIZE, original.from + header)
                .copy();
        if (!isRedacted(more, moreBefore, parts.takeSpans(Part.HEADER))) {
            return "the header differs";
        }
        Shape shape = shapes.of(WireHeader.messageType(copy.buffer, copy.from));
        return message(
                shape,
                copy.part(copy.from + header, copy.to),
                original.part(original.from + header, original.to),
                Part.ALL);
    }

    private @Nullable String message(Shape shape, Bytes copy, Bytes original, String path) {
        boolean fieldsLeftOut = parts.take(path, Form.FIELDS);
        boolean malformed = parts.take(path, Form.MALFORMED);
        PathNames names = new PathNames(path);
        WireFields mine = new WireFields(copy.buffer, copy.from, copy.to);
        WireFields theirs = new WireFields(original.buffer, original.from, original.to);
        while (true) {
            boolean more = mine.next();
            boolean moreBefore = next(theirs, shape, fieldsLeftOut);
            if (!more || !moreBefore) {
                return more != moreBefore || !sameEnd(mine, theirs, copy, original, malformed)
                        ? at(path) + "fields are missing, added or in another order"
                        : null;
            }
            Leaf leaf = shape.field(mine.number(), mine.wireType());
            String place = leaf == null ? path : names.path(leaf, names.count(mine.number()));
            String found = sameTag(mine, theirs, copy, original)
                    ? field(leaf, mine, theirs, copy, original, place)
                    : at(path) + "fields are missing, added or in another order";
            if (found != null) {
                return found;
            }
        }
    }

    private static String at(String path) {
        return path.equals(Part.ALL) ? "" : path + ": ";
    }

    private static boolean next(WireFields theirs, Shape shape, boolean skipsUnknown) {
        boolean more = theirs.next();
        while (more && skipsUnknown && shape.field(theirs.number(), theirs.wireType()) == null) {
            more = theirs.next();
        }
        return more;
    }

    /** The copy's malformed rest is the original's, or one byte 0 in its place. */
    private static boolean sameEnd(WireFields mine, WireFields theirs, Bytes copy, Bytes original, boolean malformed) {
        if (!mine.isMalformed() || !theirs.isMalformed()) {
            return mine.isMalformed() == theirs.isMalformed() && !malformed;
        }
        Bytes rest = copy.part(mine.start(), copy.to);
        return malformed
                ? rest.length() == 1 && rest.buffer[rest.from] == 0
                : rest.same(original.part(theirs.start(), original.to));
    }

    private static boolean sameTag(WireFields mine, WireFields theirs, Bytes copy, Bytes original) {
        int end = Varint.end(copy.buffer, mine.start(), mine.end());
        int endBefore = Varint.end(original.buffer, theirs.start(), theirs.end());
        return copy.part(mine.start(), end).same(original.part(theirs.start(), endBefore));
    }

    private @Nullable String field(
            @Nullable Leaf leaf, WireFields mine, WireFields theirs, Bytes copy, Bytes original, String path) {
        Bytes value = copy.part(mine.valueStart(), mine.end());
        Bytes before = original.part(theirs.valueStart(), theirs.end());
        if (leaf != null && leaf.message() != null && parts.isIn(path)) {
            return message(leaf.message(), value, before, path);
        }
        if (leaf != null && leaf.number() && parts.take(path, Form.NUMBER)) {
            return value.length() == 1 && value.buffer[value.from] == 0 ? null : at(path) + "is not 0";
        }
        boolean same = leaf == null || leaf.kind() == null || leaf.kind() == FieldKind.PORT
                ? value.same(before)
                : isRedacted(value.copy(), before.copy(), parts.takeSpans(path));
        return same ? null : at(path) + "differs in more than what is named";
    }

    /**
     * True if the copy's value is the original's but for the spans, and these hold markers. What is between the spans
     * has to be in the original in the same order, with the first at its beginning and the last at its end.
     */
    static boolean isRedacted(byte[] copy, byte[] original, List<Span> spans) {
        int done = 0;
        int found = 0;
        for (Span span : spans) {
            int end = span.start() + span.length();
            boolean fits = span.start() >= done && span.length() >= 0 && end >= 0 && end <= copy.length;
            if (!fits || !Markers.isMarker(copy, span.start(), span.length(), span.rule())) {
                return false;
            }
            int at = done == 0 ? 0 : indexOf(original, found, copy, done, span.start());
            if (at < 0 || !matches(original, at, copy, done, span.start())) {
                return false;
            }
            found = at + span.start() - done;
            done = end;
        }
        int rest = copy.length - done;
        int at = spans.isEmpty() ? 0 : original.length - rest;
        return at >= found && matches(original, at, copy, done, copy.length) && at + rest == original.length;
    }

    private static boolean matches(byte[] in, int at, byte[] bytes, int from, int to) {
        return at >= 0 && in.length - at >= to - from && Arrays.equals(in, at, at + to - from, bytes, from, to);
    }

    private static int indexOf(byte[] in, int start, byte[] bytes, int from, int to) {
        for (int at = start; at <= in.length - (to - from); at++) {
            if (matches(in, at, bytes, from, to)) {
                return at;
            }
        }
        return -1;
    }
}
