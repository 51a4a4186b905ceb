// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import java.util.Locale;

/**
 * Colours cells by meaning: alarming ones red, those to be careful with magenta. The text itself has the same meaning,
 * so nothing is lost without colours. Only the eight basic colours are used, which each terminal shows readably on its
 * own background.
 */
final class CellColour {
    private static final String RED_BOLD = "1;31";
    private static final String RED = "31";
    private static final String MAGENTA = "35";
    private static final String CYAN = "36";
    private static final String BOLD = "1";

    private CellColour() {}

    /**
     * A text with the colour of its cell.
     *
     * @param value the whole value, which decides
     * @param shown the text as it is shown, cut and padded
     */
    static String of(Column column, String value, String shown, boolean colours) {
        String code = colours ? code(column, value) : "";
        return code.isEmpty() ? shown : painted(code, shown);
    }

    /** The heading of a table or a block. */
    static String heading(String text, boolean colours) {
        return colours ? painted(BOLD, text) : text;
    }

    private static String painted(String code, String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    private static String code(Column column, String value) {
        return switch (column.name()) {
            case "priority", "evt.priority" -> priority(value.toLowerCase(Locale.ROOT));
            case "failed", "evt.failed" -> isFailure(column, value) ? RED : "";
            case "res", "evt.res", "outcome" -> isError(value) ? RED : "";
            case "uncertain" -> value.isEmpty() || value.equals("false") ? "" : MAGENTA;
            case "origin" -> value.equals("written") || value.equals("memfd") ? RED : "";
            case "lost" -> value.isEmpty() || value.equals("0") ? "" : MAGENTA;
            default -> "";
        };
    }

    private static boolean isFailure(Column column, String value) {
        return column.type() == ColumnType.BOOL ? value.equals("true") : !value.isEmpty() && !value.equals("0");
    }

    private static String priority(String name) {
        return switch (name) {
            case "emergency", "alert", "critical" -> RED_BOLD;
            case "error" -> RED;
            case "warning" -> MAGENTA;
            case "notice" -> CYAN;
            default -> "";
        };
    }

    /** True for a name of errno, which is how calls and connections that failed are shown. */
    private static boolean isError(String value) {
        return value.length() > 2
                        && value.charAt(0) == 'E'
                        && value.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')
                || value.equals("refused");
    }
}
