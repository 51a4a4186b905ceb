// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.util.Arrays;

/** A growing array of bytes with numbers of variable length: seven bits a byte, the lowest first. Not thread-safe. */
final class ByteOutput {
    private byte[] bytes = new byte[1 << 12];
    private int size;

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    void raw(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void raw(byte[] from, int length) {
        reserve(length);
        System.arraycopy(from, 0, bytes, size, length);
        size += length;
    }

    void append(ByteOutput other) {
        raw(other.bytes, other.size);
    }

    /** A number that is mostly small and positive; negative ones take ten bytes. */
    void count(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A number whose sign alternates with its bits, so that small negative ones are short. */
    void number(long value) {
        count(value << 1 ^ value >> 63);
    }

    /** Chars are written one by one: byte text has one for each byte, and others need not be valid Unicode. */
    void text(String text) {
        boolean latin = true;
        for (int i = 0; i < text.length() && latin; i++) {
            latin = text.charAt(i) <= 0xff;
        }
        count((long) text.length() << 1 | (latin ? 0 : 1));
        if (latin) {
            for (int i = 0; i < text.length(); i++) {
                raw(text.charAt(i));
            }
        } else {
            for (int i = 0; i < text.length(); i++) {
                count(text.charAt(i));
            }
        }
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
