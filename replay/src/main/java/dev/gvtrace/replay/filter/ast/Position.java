// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/**
 * A place in the text of a condition or of an output.
 *
 * @param index characters before it, from 0
 * @param line from 1; every carriage return and every line feed starts a new one
 * @param column from 1
 */
public record Position(int index, int line, int column) {
    /** The start of the text. */
    public static final Position START = new Position(0, 1, 1);

    /** The position of a character in a text. */
    public static Position of(String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < index && i < text.length(); i++) {
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                line++;
                start = i + 1;
            }
        }
        return new Position(index, line, index - start + 1);
    }
}
