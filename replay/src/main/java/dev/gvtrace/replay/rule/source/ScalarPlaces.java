// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where each character of a decoded scalar is in the file: stretches that were copied, each with its place.
 * Immutable.
 */
public final class ScalarPlaces {
    /** Pairs: index in the text, offset in the file or in the text around. */
    private final int[] stretches;

    private final @Nullable ScalarPlaces around;

    private ScalarPlaces(int[] stretches, @Nullable ScalarPlaces around) {
        this.stretches = stretches;
        this.around = around;
    }

    /** All of the text stands together, from that offset on. */
    public static ScalarPlaces from(int offset) {
        return new ScalarPlaces(new int[] {0, offset}, null);
    }

    /** These places, if the text that they are offsets of is that of another scalar. */
    ScalarPlaces within(@Nullable ScalarPlaces text) {
        return text == null ? this : new ScalarPlaces(stretches, text);
    }

    /** The offset in the file of the character at an index, or of the end of the text. */
    public int offset(int index) {
        int offset = direct(index);
        return around == null ? offset : around.offset(offset);
    }

    private int direct(int index) {
        int low = 0;
        int high = stretches.length / 2 - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (stretches[2 * middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return stretches[2 * low + 1] + Math.max(0, index - stretches[2 * low]);
    }

    /** A text that grows, with its places. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] stretches = new int[4];
        private int used;
        private final int start;

        /** A scalar of which the content begins at that offset. */
        Builder(int start) {
            this.start = start;
        }

        int length() {
            return text.length();
        }

        void append(char c, int offset) {
            int index = text.length();
            boolean goesOn = used > 0 && offset - stretches[used - 1] == index - stretches[used - 2];
            if (!goesOn) {
                if (used == stretches.length) {
                    stretches = Arrays.copyOf(stretches, used * 2);
                }
                stretches[used++] = index;
                stretches[used++] = offset;
            }
            text.append(c);
        }

        /** Several characters that one place stands for. */
        void append(String characters, int offset) {
            for (int i = 0; i < characters.length(); i++) {
                append(characters.charAt(i), offset);
            }
        }

        void truncate(int length) {
            if (length < text.length()) {
                text.setLength(length);
                while (used > 0 && stretches[used - 2] >= length) {
                    used -= 2;
                }
            }
        }

        /** The index after the last character that is none of these; 0 if there is none. */
        int endWithout(String characters) {
            int end = text.length();
            while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            return end;
        }

        String text() {
            return text.toString();
        }

        ScalarPlaces places() {
            return used == 0 ? from(start) : new ScalarPlaces(Arrays.copyOf(stretches, used), null);
        }
    }
}
