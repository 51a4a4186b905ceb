// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

/**
 * Makes text from a trace safe for where it is shown. It is not trusted: a file name may hold the sequences that move a
 * terminal's cursor, or the tags of a page. What is in bytes is a {@link Text}, what is a {@code String} is Unicode as
 * {@link EscapedText} has it, and all give Unicode; bytes that are not UTF-8 are shown as {@code \xHH} where people
 * read, and become U+FFFD in JSON. Where anything is escaped the backslash is, too: a name that holds {@code \x1b} in
 * four characters reads otherwise than one that holds the control character.
 */
public final class Escapes {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Escapes() {}

    /** For a terminal or a text file: control characters and invalid sequences as {@code \n}, {@code \x1b}. */
    static String terminal(String byteText) {
        return terminal(byteText, true);
    }

    /** A condition for people, in Unicode: it escapes backslashes by itself. */
    public static String condition(String unicode) {
        return terminal(ByteText.fromUnicode(unicode), false);
    }

    /** A message for users, in Unicode; it may contain names from outside. */
    public static String message(String unicode) {
        return terminal(ByteText.fromUnicode(unicode), true);
    }

    private static String terminal(String byteText, boolean backslashes) {
        int plain = plainPrefix(byteText, backslashes);
        if (plain == byteText.length()) {
            return byteText;
        }
        StringBuilder out = new StringBuilder(byteText.length() + 16).append(byteText, 0, plain);
        for (int i = plain; i < byteText.length(); ) {
            char c = byteText.charAt(i);
            if (c < 0x80) {
                control(out, c, backslashes);
                i++;
                continue;
            }
            int length = sequence(byteText, i);
            String decoded = length == 0 ? "" : ByteText.toUnicode(byteText.substring(i, i + length));
            if (length == 0 || hides(decoded.codePointAt(0))) {
                int bad = Math.max(length, 1);
                for (int j = i; j < i + bad; j++) {
                    hex(out, byteText.charAt(j));
                }
                i += bad;
            } else {
                out.append(decoded);
                i += length;
            }
        }
        return out.toString();
    }

    /**
     * For the text line of an alert, as Falco prints it: the inside of a JSON string (rule language reference 6.3). The
     * backslash is escaped too, so that a name cannot imitate an escaped character. Bytes that are not UTF-8 are shown
     * as {@code \xHH}, which is not valid JSON, instead of being lost.
     */
    public static String line(Text text) {
        String byteText = text.byteString();
        if (isPlainLine(byteText)) {
            return byteText;
        }
        StringBuilder out = new StringBuilder(byteText.length() + 16);
        for (int i = 0; i < byteText.length(); ) {
            char c = byteText.charAt(i);
            int length = c < 0x80 ? 1 : sequence(byteText, i);
            if (length == 0) {
                hex(out, c);
                i++;
                continue;
            }
            String decoded = ByteText.toUnicode(byteText.substring(i, i + length));
            boolean hidden = c >= 0x80 && hides(decoded.codePointAt(0));
            for (int j = 0; j < decoded.length(); j++) {
                if (hidden) {
                    unicode(out, decoded.charAt(j));
                } else {
                    jsonChar(out, decoded.charAt(j));
                }
            }
            i += length;
        }
        return out.toString();
    }

    private static boolean isPlainLine(String text) {
        return plainPrefix(text, true) == text.length() && text.indexOf('"') < 0;
    }

    /** For HTML, inside and outside attributes. */
    public static String html(Text text) {
        return text.display()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** For a cell of a Markdown table. */
    public static String markdown(Text text) {
        StringBuilder out = new StringBuilder();
        String shown = text.display();
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if ("\\`*_{}[]<>()#+!|~&".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /**
     * For a cell of a CSV file; text that a spreadsheet would evaluate as a formula gets a blank before it, and so does
     * text that already looks escaped in this way.
     */
    public static String csv(Text text) {
        String shown = text.display();
        int first = 0;
        while (first < shown.length() && shown.charAt(first) == ' ') {
            first++;
        }
        if (first < shown.length() && "=+-@".indexOf(shown.charAt(first)) >= 0 && !isNumber(shown)) {
            shown = " " + shown;
        }
        return shown.indexOf(',') < 0 && shown.indexOf('"') < 0 ? shown : '"' + shown.replace("\"", "\"\"") + '"';
    }

    private static boolean isNumber(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > 1 && text.charAt(0) == '-';
    }

    /** Appends a JSON string, quotes included. */
    static void json(StringBuilder out, String byteText) {
        out.append('"');
        String text = ByteText.toUnicode(byteText);
        for (int i = 0; i < text.length(); i++) {
            jsonChar(out, text.charAt(i));
        }
        out.append('"');
    }

    private static void jsonChar(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
                    unicode(out, c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }

    private static int plainPrefix(String text, boolean backslashes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7f || (backslashes && c == '\\')) {
                return i;
            }
        }
        return text.length();
    }

    private static void control(StringBuilder out, char c, boolean backslashes) {
        switch (c) {
            case '\\' -> out.append(backslashes ? "\\\\" : "\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20 || c == 0x7f) {
                    hex(out, c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static void hex(StringBuilder out, char c) {
        out.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
    }

    /** Whether a byte string is well-formed UTF-8. */
    static boolean isUtf8(String byteText) {
        for (int i = 0; i < byteText.length(); ) {
            int length = byteText.charAt(i) < 0x80 ? 1 : sequence(byteText, i);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /**
     * The length of the valid UTF-8 sequence at i, or 0: no overlong forms, no surrogates, nothing above U+10FFFF.
     */
    private static int sequence(String text, int i) {
        char c = text.charAt(i);
        int length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        if (c < 0xc2 || c > 0xf4 || i + length > text.length()) {
            return 0;
        }
        for (int j = i + 1; j < i + length; j++) {
            if ((text.charAt(j) & 0xc0) != 0x80) {
                return 0;
            }
        }
        char second = text.charAt(i + 1);
        boolean wrong = (c == 0xe0 && second < 0xa0)
                || (c == 0xed && second > 0x9f)
                || (c == 0xf0 && second < 0x90)
                || (c == 0xf4 && second > 0x8f);
        return wrong ? 0 : length;
    }

    /**
     * C1 controls, line separators, and marks that change the direction of text: each can make a line look like
     * another.
     */
    private static boolean hides(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE;
    }
}
