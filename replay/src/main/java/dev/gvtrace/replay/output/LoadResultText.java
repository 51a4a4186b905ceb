// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.text.EscapedText;
import java.util.List;
import java.util.Locale;

/**
 * Load results for users: each issue with file, line and column, the line, a caret, what was expected. Control
 * characters of the files are shown as dots.
 */
public final class LoadResultText {
    /** The maximum number of characters of a line that are shown. */
    private static final int WIDTH = 160;

    private LoadResultText() {}

    /** One file. Ends with a line end. */
    public static String print(LoadResult result) {
        StringBuilder out = new StringBuilder();
        out.append(safe(result.name())).append(": ").append(verdict(result)).append('\n');
        result.errors().forEach(issue -> print(issue, "error", out));
        result.warnings().forEach(issue -> print(issue, "warning", out));
        return out.toString();
    }

    private static String verdict(LoadResult result) {
        String warnings = count(result.warnings(), "warning");
        if (!result.successful()) {
            return "invalid, " + count(result.errors(), "error")
                    + (result.warnings().isEmpty() ? "" : ", " + warnings);
        }
        return result.warnings().isEmpty() ? "ok" : "ok, " + warnings;
    }

    private static String count(List<Issue> issues, String word) {
        return issues.size() + " " + word + (issues.size() == 1 ? "" : "s");
    }

    private static void print(Issue issue, String kind, StringBuilder out) {
        FilePlace place = issue.place();
        out.append(safe(place.toString()))
                .append(": ")
                .append(kind)
                .append(": ")
                .append(safe(message(issue)))
                .append(" [")
                .append(issue.code())
                .append("]\n");
        if (!place.file().text().isEmpty()) {
            line(place, out);
        }
        String where = where(issue);
        if (!where.isEmpty()) {
            out.append("    in ").append(where).append('\n');
        }
        if (issue.hint() != null) {
            out.append("    ").append(safe(issue.hint())).append('\n');
        }
    }

    /** Falco's text repeats the place of a YAML error. */
    private static String message(Issue issue) {
        boolean yaml = issue.code() == IssueCode.LOAD_ERR_YAML_PARSE;
        return yaml
                ? issue.message().replaceFirst("^yaml: error at line [0-9]+, column [0-9]+: ", "")
                : issue.message();
    }

    private static String where(Issue issue) {
        StringBuilder where = new StringBuilder();
        for (Issue.Location location : issue.locations()) {
            if (!location.itemName().isEmpty() && !location.itemType().equals(ItemContext.VALUE_FOR)) {
                where.append(where.isEmpty() ? "" : ", ")
                        .append(location.itemType())
                        .append(" '")
                        .append(safe(location.itemName()))
                        .append('\'');
            }
        }
        return where.toString();
    }

    private static void line(FilePlace place, StringBuilder out) {
        String line = place.file().lineText(place.line());
        int at = Math.min(line.length(), line.offsetByCodePoints(0, Math.min(place.column() - 1, points(line))));
        int from = at < WIDTH * 3 / 4 ? 0 : at - WIDTH / 2;
        int to = Math.min(line.length(), from + WIDTH);
        String number = String.valueOf(place.line());
        String margin = " ".repeat(number.length());
        String before = safe(line.substring(from, at));
        out.append("  ")
                .append(number)
                .append(" | ")
                .append(from > 0 ? "..." : "")
                .append(before)
                .append(safe(line.substring(at, to)))
                .append(to < line.length() ? "..." : "")
                .append('\n');
        int end = at + Math.max(0, Math.min(place.length(), to - at));
        int carets = Math.max(1, DisplayWidth.of(safe(line.substring(at, end))));
        out.append("  ")
                .append(margin)
                .append(" | ")
                .append(from > 0 ? "   " : "")
                .append(blanks(before))
                .append("^".repeat(carets))
                .append('\n');
    }

    private static int points(String line) {
        return line.codePointCount(0, line.length());
    }

    /** Blanks of the same width; tabs stay tabs. */
    private static String blanks(String text) {
        StringBuilder blanks = new StringBuilder();
        for (String part : text.split("(?<=\t)|(?=\t)")) {
            blanks.append(part.equals("\t") ? part : " ".repeat(DisplayWidth.of(part)));
        }
        return blanks.toString();
    }

    /** Control characters, what changes the direction of text, and bytes that are not UTF-8, escaped. */
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (EscapedText.isByte(text, i)) {
                safe.append(String.format(Locale.ROOT, "\\x%02x", c & 0xff));
            } else if (Character.isISOControl(c) && c != '\t' || Character.getType(c) == Character.FORMAT) {
                safe.append(String.format(Locale.ROOT, c < 0x80 ? "\\x%02x" : "\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
