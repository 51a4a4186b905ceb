// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A file's bytes from first to last. Closing it leaves the file open. Not thread-safe. */
final class BytesAtStream extends InputStream {
    private final BytesAt file;
    private long position;

    BytesAtStream(BytesAt file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        int size = (int) Math.min(length, file.size() - position);
        if (size <= 0) {
            return length == 0 ? 0 : -1;
        }
        String failure = file.read(position, into, offset, size);
        if (failure != null) {
            throw new IOException(failure);
        }
        position += size;
        return size;
    }
}
