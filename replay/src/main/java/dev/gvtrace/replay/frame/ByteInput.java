// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

/** Reads what {@link ByteOutput} writes, and nothing beyond its end. Not thread-safe. */
final class ByteInput {
    private static final int LONGEST = 10;

    private final byte[] bytes;
    private int at;

    ByteInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int left() {
        return bytes.length - at;
    }

    int raw() throws FrameException {
        if (at == bytes.length) {
            throw new FrameException("unexpected end");
        }
        return bytes[at++] & 0xff;
    }

    void raw(byte[] into) throws FrameException {
        if (into.length > left()) {
            throw new FrameException("unexpected end");
        }
        System.arraycopy(bytes, at, into, 0, into.length);
        at += into.length;
    }

    long count() throws FrameException {
        long value = 0;
        for (int i = 0; i < LONGEST; i++) {
            int next = raw();
            value |= (long) (next & 0x7f) << 7 * i;
            if (next < 0x80) {
                return value;
            }
        }
        throw new FrameException("number without an end");
    }

    long number() throws FrameException {
        long value = count();
        return value >>> 1 ^ -(value & 1);
    }

    /** The length of something each of whose elements takes at least one of the bytes left. */
    int length() throws FrameException {
        long length = count();
        if (length < 0 || length > left()) {
            throw new FrameException("length " + length + " of " + left() + " bytes");
        }
        return (int) length;
    }

    String text() throws FrameException {
        long head = count();
        long length = head >>> 1;
        if (length > left()) {
            throw new FrameException("text of length " + length);
        }
        boolean latin = (head & 1) == 0;
        char[] chars = new char[(int) length];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (latin ? raw() : count());
        }
        return new String(chars);
    }
}
