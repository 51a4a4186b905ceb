// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.util.Arrays;

/**
 * Reads the output of {@link TagWriter}. Never throws and never reads beyond its bounds: it ends at the first truncated
 * or malformed entry. Text is copied out of the record, whose length is limited, so no entry takes more memory than
 * that.
 */
final class TagReader {
    private final byte[] buffer;
    private final int end;
    private final Varint varint = new Varint();
    private int next;
    private int tag;
    private int start;
    private int length;

    TagReader(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.next = offset;
        this.end = offset + length;
    }

    boolean next() {
        if (!varint.read(buffer, next, end) || varint.value() < 0 || varint.value() > Integer.MAX_VALUE) {
            return false;
        }
        tag = (int) varint.value();
        if (!varint.read(buffer, varint.next(), end)) {
            return false;
        }
        if (varint.value() < 0 || varint.value() > end - varint.next()) {
            return false;
        }
        start = varint.next();
        length = (int) varint.value();
        next = start + length;
        return true;
    }

    int tag() {
        return tag;
    }

    /** The value as a number; 0 when it is not a number. */
    long number() {
        return varint.read(buffer, start, start + length) ? Varint.signed(varint.value()) : 0;
    }

    Text text() {
        return Text.ofBytes(buffer, start, length);
    }

    byte[] bytes() {
        return Arrays.copyOfRange(buffer, start, start + length);
    }
}
