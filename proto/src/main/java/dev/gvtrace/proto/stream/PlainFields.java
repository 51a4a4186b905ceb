// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

/**
 * Skips fields without keeping them, for callers that only check that a message is well formed. Handles the common
 * fields; all others are left to {@link FieldTable}.
 */
public final class PlainFields {
    private static final int FIRST_TAG = 1 << 3;

    private PlainFields() {}

    /**
     * True if the bytes consist of fields 1 to 15, each a number or shorter than 128 bytes, none of them with the given
     * tag. Then a {@link FieldTable} accepts them too. False is not a verdict: a {@link FieldTable} may accept them or
     * not.
     *
     * @param notThis a tag of one byte
     */
    public static boolean fill(byte[] bytes, int from, int limit, byte notThis) {
        int p = from;
        while (p < limit - 1) {
            byte tag = bytes[p];
            byte next = bytes[p + 1];
            p += 2;
            if (tag < FIRST_TAG || tag == notThis) {
                return false;
            }
            int wireType = tag & 7;
            if (wireType == FieldTable.VARINT) {
                if (next < 0) {
                    p = Varint.end(bytes, p - 1, limit);
                    if (p < 0) {
                        return false;
                    }
                }
            } else if (wireType == FieldTable.LENGTH_DELIMITED && next >= 0) {
                p += next;
            } else {
                return false;
            }
        }
        return p == limit;
    }
}
