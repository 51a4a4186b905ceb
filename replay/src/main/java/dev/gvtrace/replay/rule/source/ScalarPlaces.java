// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Scalar;

/**
 * Where each character of a decoded scalar stands in the file: what was written is decoded once more, this time keeping
 * count. Made only for scalars that an issue is about. Where the two decodings differ, the place is the nearest before.
 */
final class ScalarPlaces {
    private final String raw;
    private final Scalar scalar;
    private final int[] places;
    private int filled;

    private ScalarPlaces(Scalar scalar) {
        this.scalar = scalar;
        this.raw = scalar.file().text();
        this.places = new int[scalar.text().length() + 1];
    }

    /** Offsets in the file's text, one for each character of the scalar's text and one for its end. */
    static int[] of(Scalar scalar) {
        ScalarPlaces places = new ScalarPlaces(scalar);
        switch (scalar.style()) {
            case PLAIN -> places.flow(scalar.start(), scalar.end(), '\0');
            case SINGLE_QUOTED -> places.flow(scalar.start() + 1, scalar.end() - 1, '\'');
            case DOUBLE_QUOTED -> places.flow(scalar.start() + 1, scalar.end() - 1, '"');
            default -> places.block();
        }
        int last = places.filled == 0 ? scalar.start() : places.places[places.filled - 1] + 1;
        while (places.filled < places.places.length) {
            places.places[places.filled++] = Math.min(last, scalar.end());
        }
        return places.places;
    }

    private void put(int place) {
        if (filled < places.length - 1) {
            places[filled++] = place;
        }
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The index behind the line end that stands at the given place. */
    private int behindBreak(int at) {
        return raw.startsWith("\r\n", at) ? at + 2 : at + 1;
    }

    private void flow(int start, int end, char quote) {
        int at = start;
        while (at < end) {
            char c = raw.charAt(at);
            if (quote == '"' && c == '\\' && at + 1 < end) {
                at = escape(at, end);
            } else if (quote == '\'' && c == '\'') {
                put(at);
                at += 2;
            } else if (isBlank(c) || isBreak(c)) {
                at = blanks(at, end);
            } else {
                put(at++);
            }
        }
    }

    /** Blanks stay; around line ends they go, one line end becomes a blank, n become n - 1. */
    private int blanks(int start, int end) {
        int breaks = 0;
        int first = start;
        int at = start;
        while (at < end && (isBlank(raw.charAt(at)) || isBreak(raw.charAt(at)))) {
            if (isBreak(raw.charAt(at))) {
                first = breaks == 0 ? at : first;
                breaks++;
                at = behindBreak(at);
            } else {
                at++;
            }
        }
        if (breaks == 0) {
            for (int i = start; i < at; i++) {
                put(i);
            }
        } else {
            for (int i = 0; i < Math.max(1, breaks - 1); i++) {
                put(first);
            }
        }
        return at;
    }

    private int escape(int at, int end) {
        char c = raw.charAt(at + 1);
        if (isBreak(c)) {
            int next = behindBreak(at + 1);
            while (next < end && (isBlank(raw.charAt(next)) || isBreak(raw.charAt(next)))) {
                if (isBreak(raw.charAt(next))) {
                    put(next);
                }
                next++;
            }
            return next;
        }
        int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        put(at);
        if (digits == 8
                && filled < scalar.text().length()
                && Character.isLowSurrogate(scalar.text().charAt(filled))) {
            put(at);
        }
        return Math.min(end, at + 2 + digits);
    }

    /** Each line of the file, less its indentation, stands in the text; only what joins the lines differs. */
    private void block() {
        String text = scalar.text();
        int at = scalar.start();
        while (at < scalar.end() && !isBreak(raw.charAt(at))) {
            at++;
        }
        at = at < scalar.end() ? behindBreak(at) : at;
        int indentation = indentation(at);
        while (at < scalar.end() && filled < text.length()) {
            int lineEnd = at;
            while (lineEnd < scalar.end() && !isBreak(raw.charAt(lineEnd))) {
                lineEnd++;
            }
            int start = Math.min(at + indentation, lineEnd);
            if (lineEnd > start) {
                line(start, lineEnd);
            }
            at = lineEnd < scalar.end() ? behindBreak(lineEnd) : lineEnd;
        }
    }

    private void line(int start, int end) {
        String text = scalar.text();
        int from = filled;
        while (from < text.length() && !text.regionMatches(from, raw, start, end - start)) {
            if (!Character.isWhitespace(text.charAt(from))) {
                return;
            }
            from++;
        }
        while (filled < from) {
            put(start);
        }
        for (int i = start; i < end; i++) {
            put(i);
        }
    }

    private int indentation(int start) {
        int header = scalar.start() + 1;
        int at = start;
        int column = 0;
        int most = 0;
        while (at < scalar.end()) {
            char c = raw.charAt(at);
            if (c == ' ') {
                column++;
            } else if (isBreak(c)) {
                most = Math.max(most, column);
                column = 0;
            } else {
                break;
            }
            at++;
        }
        boolean explicit = header < raw.length() && hasDigit(header);
        return explicit ? explicitIndentation(start, Math.max(column, most)) : column;
    }

    private boolean hasDigit(int header) {
        for (int i = header; i < raw.length() && !isBreak(raw.charAt(i)) && !isBlank(raw.charAt(i)); i++) {
            if (Character.isDigit(raw.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** With an indicator, the first line may start with blanks of its own: as many as the text starts with. */
    private int explicitIndentation(int start, int column) {
        int own = 0;
        String text = scalar.text();
        while (own < text.length() && text.charAt(own) == ' ') {
            own++;
        }
        return start < scalar.end() ? Math.max(0, column - own) : column;
    }
}
