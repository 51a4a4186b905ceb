// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;

/** Writes the small self-describing bodies of opening, facts, gap and closing records: tag, length, value. */
final class TagWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final byte[] scratch = new byte[Varint.MAX_BYTES];

    TagWriter number(int tag, long value) {
        int length = Varint.writeSigned(scratch, 0, value);
        return bytes(tag, scratch, length);
    }

    TagWriter text(int tag, Text value) {
        return bytes(tag, value.bytes());
    }

    TagWriter bytes(int tag, byte[] value) {
        return bytes(tag, value, value.length);
    }

    private TagWriter bytes(int tag, byte[] value, int length) {
        byte[] head = new byte[2 * Varint.MAX_BYTES];
        int size = Varint.write(head, 0, tag);
        size = Varint.write(head, size, length);
        out.write(head, 0, size);
        out.write(value, 0, length);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
