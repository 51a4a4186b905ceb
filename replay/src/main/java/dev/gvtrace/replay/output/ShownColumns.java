// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Text;
import java.util.List;
import java.util.stream.IntStream;

/** The columns of a schema that are printed: all but the depth of a tree, which indents another one. */
final class ShownColumns {
    private static final int NONE = -1;
    /**
     * Deeper nodes of a tree are not indented further: otherwise the output of a chain of forks would grow
     * quadratically.
     */
    private static final int DEEPEST = 100;

    private final TableSchema schema;
    private final int[] indexes;
    private final int indented;
    private final int depth;

    private ShownColumns(TableSchema schema, int indented, int depth) {
        this.schema = schema;
        this.indented = indented;
        this.depth = depth;
        indexes = IntStream.range(0, schema.columns().size())
                .filter(i -> i != depth)
                .toArray();
    }

    static ShownColumns all(TableSchema schema) {
        return new ShownColumns(schema, NONE, NONE);
    }

    /** All but the column {@code depth}, by which the column {@code indented} is indented. */
    static ShownColumns ofTree(TableSchema schema, String indented, String depth) {
        return new ShownColumns(schema, schema.indexOf(indented), schema.indexOf(depth));
    }

    int count() {
        return indexes.length;
    }

    Column column(int i) {
        return schema.columns().get(indexes[i]);
    }

    /** The index of a shown column in the schema. */
    int index(int i) {
        return indexes[i];
    }

    boolean isIndented(int i) {
        return indexes[i] == indented;
    }

    String[] names() {
        return IntStream.range(0, count()).mapToObj(i -> column(i).name()).toArray(String[]::new);
    }

    /** The text of a cell, indented if its column shows a tree; empty for no value. */
    Text text(Cells cells, int i) {
        Text found = CellText.of(cells, indexes[i]);
        Text text = found == null ? Text.EMPTY : found;
        if (!isIndented(i)) {
            return text;
        }
        String blanks = "  ".repeat((int) Math.min(cells.longAt(depth), DEEPEST));
        return Text.join(Text.EMPTY, List.of(Text.ofUtf8(blanks), text));
    }
}
