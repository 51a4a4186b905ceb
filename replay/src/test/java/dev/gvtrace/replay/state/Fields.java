// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import com.google.protobuf.CodedOutputStream;
import dev.gvtrace.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the fields of one protobuf message. */
final class Fields {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** A number; 0 is absent, as proto3 has it. */
    Fields number(int field, long value) {
        try {
            if (value != 0) {
                out.writeUInt64(field, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A text; "" is absent. */
    Fields text(int field, String value) {
        return value.isEmpty() ? this : bytes(field, ByteText.bytes(value));
    }

    /** Elements of a repeated text. */
    Fields texts(int field, String... values) {
        for (String value : values) {
            bytes(field, ByteText.bytes(value));
        }
        return this;
    }

    Fields message(int field, Fields message) {
        return bytes(field, message.toBytes());
    }

    Fields bytes(int field, byte[] value) {
        try {
            out.writeByteArray(field, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Fields that are written already. */
    Fields raw(byte[] fields) {
        try {
            out.writeRawBytes(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] toBytes() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
