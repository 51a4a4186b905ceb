// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.List;

/**
 * Upper bounds for the heap size of objects on a 64-bit JVM with compressed references, including headers, padding and
 * inner arrays. A test compares them with the heap.
 */
final class HeapBytes {
    /** A header of an object, or of an array with its length. */
    private static final int HEADER = 16;

    private static final int REFERENCE = 4;
    /** A string without its bytes, or a list without its elements. */
    private static final int WRAPPER = 24;

    private HeapBytes() {}

    /** A byte text, including its bytes. */
    static long text(String text) {
        return text.isEmpty() ? 0 : WRAPPER + HEADER + padded(text.length());
    }

    /** An array of bytes. */
    static long bytes(byte[] bytes) {
        return HEADER + padded(bytes.length);
    }

    /** A list with its texts, as if they were not shared. */
    static long texts(List<String> texts) {
        if (texts.isEmpty()) {
            return 0;
        }
        long sum = list(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            sum += text(texts.get(i));
        }
        return sum;
    }

    /** A list with this many elements, without the elements. */
    static long list(int elements) {
        return WRAPPER + HEADER + padded((long) elements * REFERENCE);
    }

    private static long padded(long bytes) {
        return bytes + 7 & ~7L;
    }
}
