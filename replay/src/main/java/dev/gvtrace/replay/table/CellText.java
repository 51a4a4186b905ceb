// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.state.Addresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of cells: the one place where typed values become text. */
public final class CellText {
    private CellText() {}

    /**
     * The byte text of a cell, null without a value. Times are UTC in RFC 3339 with nine digits of the second, the
     * items of a list stand behind blanks.
     */
    public static @Nullable String of(Cells cells, int column) {
        if (cells.isNull(column)) {
            return null;
        }
        return switch (cells.schema().columns().get(column).type()) {
            case BOOL -> Boolean.toString(cells.booleanAt(column));
            case INT64, DURATION -> Long.toString(cells.longAt(column));
            case UINT64 -> Long.toUnsignedString(cells.longAt(column));
            case DOUBLE -> Double.toString(cells.doubleAt(column));
            case TEXT, BYTES -> cells.byteTextAt(column);
            case TIME -> TimeText.rfc3339(cells.longAt(column));
            case ADDRESS -> {
                byte[] address = cells.addressAt(column);
                yield address == null ? null : Addresses.text(address);
            }
            case TEXT_LIST -> {
                List<String> list = cells.listAt(column);
                yield list == null ? null : String.join(" ", list);
            }
        };
    }
}
