// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.event.DisplayWidth;
import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
public final class WrappedText {
    private WrappedText() {}

    /**
     * The lines of a text, at least one: broken at blanks, and inside a word only if the word is wider than a line.
     *
     * @param text without control characters
     * @param columns the maximum width of a line, 2 or more
     */
    public static List<String> lines(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int width = 0;
        for (String word : text.split(" ", -1)) {
            int needed = DisplayWidth.of(word);
            if (!line.isEmpty() && width + 1 + needed > columns) {
                lines.add(line.toString());
                line.setLength(0);
                width = 0;
            }
            width += line.isEmpty() ? 0 : 1;
            line.append(line.isEmpty() ? "" : " ");
            String rest = word;
            while (DisplayWidth.of(rest) > columns) {
                String cut = DisplayWidth.cut(rest, columns);
                String head = cut.substring(0, cut.length() - 1);
                lines.add(head);
                rest = rest.substring(head.length());
            }
            line.append(rest);
            width += DisplayWidth.of(rest);
        }
        lines.add(line.toString());
        return lines;
    }
}
