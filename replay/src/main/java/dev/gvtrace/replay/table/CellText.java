// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.state.Addresses;
import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * gvtrace's text form of cells in tables, which depends only on the column's type. Fields in outputs of rules have
 * Falco's form instead, which depends on the field: {@code OutputValue} of {@code replay.filter}.
 */
public final class CellText {
    private static final Text BLANK = Text.ofUtf8(" ");

    private CellText() {}

    /**
     * The text of a cell, null without a value. Times are UTC in RFC 3339 with nine digits of the second, the items of
     * a list are separated by blanks.
     */
    public static @Nullable Text of(Cells cells, int column) {
        if (cells.isNull(column)) {
            return null;
        }
        return switch (cells.schema().columns().get(column).type()) {
            case BOOL, INT64, UINT64, DOUBLE, TIME, DURATION, ADDRESS -> {
                String text = ascii(cells, column);
                yield text == null ? null : Text.ofUtf8(text);
            }
            case TEXT, BYTES -> cells.textAt(column);
            case TEXT_LIST -> {
                List<Text> list = cells.textsAt(column);
                yield list == null ? null : Text.join(BLANK, list);
            }
        };
    }

    /**
     * The same of a cell that is not text.
     *
     * @throws IllegalArgumentException if it is text or a list of texts
     */
    public static @Nullable String ascii(Cells cells, int column) {
        if (cells.isNull(column)) {
            return null;
        }
        ColumnType type = cells.schema().columns().get(column).type();
        return switch (type) {
            case BOOL -> Boolean.toString(cells.booleanAt(column));
            case INT64, DURATION -> Long.toString(cells.longAt(column));
            case UINT64 -> Long.toUnsignedString(cells.longAt(column));
            case DOUBLE -> Double.toString(cells.doubleAt(column));
            case TIME -> TimeText.rfc3339(cells.longAt(column));
            case ADDRESS -> {
                byte[] address = cells.addressAt(column);
                yield address == null ? null : Addresses.text(address);
            }
            case TEXT, BYTES, TEXT_LIST -> throw new IllegalArgumentException("cell of type " + type);
        };
    }
}
