// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.EOFException;

/** Bytes in memory. */
final class ArrayBytes implements ByteSource {
    private final String name;
    private final byte[] bytes;

    ArrayBytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws EOFException {
        if (position < 0 || position > bytes.length - length) {
            throw new EOFException("the file ends at byte " + bytes.length);
        }
        System.arraycopy(bytes, (int) position, into, offset, length);
    }

    @Override
    public void close() {}
}
