// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.query.LineWords;
import dev.gvtrace.text.Escapes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows where in a line an error is, as for rules: the line, and a caret below the place. */
final class Carets {
    private static final Pattern COLUMN = Pattern.compile("condition: column (\\d+): ");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern OPTION = Pattern.compile("(?:option|command) (--[a-z-]+)");
    private static final String MARGIN = "  ";

    private Carets() {}

    /**
     * The line and a caret below the place that a message is about; null if the message names none.
     *
     * @param columns the width of the screen; 0 for any
     */
    static @Nullable String below(String line, String message, int columns) {
        int[] place = place(line, message);
        if (place == null) {
            return null;
        }
        String before = shown(line.substring(0, place[0]));
        String marked = shown(line.substring(place[0], place[1]));
        String after = shown(line.substring(place[1]));
        int most = columns == 0 ? Integer.MAX_VALUE : Math.max(20, columns - MARGIN.length() - 1);
        int width = DisplayWidth.of(before);
        if (width + DisplayWidth.of(marked) > most) {
            // the end of what is before
            int from = before.offsetByCodePoints(
                    before.length(), -Math.min(before.codePointCount(0, before.length()), most / 3));
            before = "\u2026" + before.substring(from);
            width = DisplayWidth.of(before);
        }
        String text = DisplayWidth.cut(before + marked + after, most);
        int carets = Math.max(1, Math.min(DisplayWidth.of(marked), most - width));
        return MARGIN + text + "\n" + MARGIN + " ".repeat(width) + "^".repeat(carets);
    }

    private static String shown(String part) {
        return Escapes.condition(part.replace('\n', ' ').replace('\t', ' '));
    }

    private static int @Nullable [] place(String line, String message) {
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            return inCondition(line, message, Integer.parseInt(column.group(1)));
        }
        Matcher option = OPTION.matcher(message);
        if (option.find()) {
            return word(line, option.group(1));
        }
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() ? word(line, quoted.group(1)) : null;
    }

    /** The place of a text that is a word, or else anywhere. */
    private static int @Nullable [] word(String line, String text) {
        for (LineWords.Word word : LineWords.of(line)) {
            if (word.text().equals(text)) {
                return new int[] {word.start(), word.end()};
            }
        }
        int at = line.indexOf(text);
        return at < 0 ? null : new int[] {at, at + text.length()};
    }

    /**
     * The place of a column of a condition. A condition is the words behind a command or {@code where} without options,
     * with one blank between them; of several conditions the one with the name that the message quotes is meant.
     */
    private static int @Nullable [] inCondition(String line, String message, int column) {
        List<LineWords.Word> words = LineWords.of(line);
        Matcher quoted = QUOTED.matcher(message.replaceFirst(COLUMN.pattern(), ""));
        String name = quoted.find() ? quoted.group(1) : "";
        int[] fallback = null;
        int from = 0;
        while (from < words.size()) {
            int bar = from;
            while (bar < words.size() && !words.get(bar).isBar()) {
                bar++;
            }
            int[] place = inSegment(line, words.subList(Math.min(bar, from + 1), bar), column, name);
            if (place != null) {
                if (name.isEmpty() || line.startsWith(name, place[0])) {
                    return place;
                }
                fallback = fallback == null ? place : fallback;
            }
            from = bar + 1;
        }
        return fallback;
    }

    private static int @Nullable [] inSegment(String line, List<LineWords.Word> words, int column, String name) {
        List<LineWords.Word> plain = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).text();
            if (text.startsWith("--")) {
                i += text.indexOf('=') < 0 ? 1 : 0;
            } else {
                plain.add(words.get(i));
            }
        }
        boolean enclosed =
                plain.size() == 1 && "\"'".indexOf(plain.get(0).text().charAt(0)) >= 0;
        int left = column - 1 + (enclosed ? 1 : 0);
        for (LineWords.Word word : plain) {
            int length = word.end() - word.start();
            if (left < length) {
                int start = word.start() + left;
                boolean named = !name.isEmpty() && line.startsWith(name, start);
                return new int[] {start, named ? start + name.length() : end(line, start, word.end())};
            }
            left -= length + 1;
        }
        if (plain.isEmpty()) {
            return null;
        }
        int end = plain.get(plain.size() - 1).end();
        return new int[] {end, end};
    }

    /** The end of the name or sign at an index. */
    private static int end(String line, int start, int most) {
        int end = start;
        while (end < most && (Character.isLetterOrDigit(line.charAt(end)) || "._".indexOf(line.charAt(end)) >= 0)) {
            end++;
        }
        return Math.max(end, Math.min(most, start + 1));
    }
}
