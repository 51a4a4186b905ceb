// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.table.Cells;
import java.util.List;
import java.util.function.Consumer;

/** Prints each row as a block: a line with its number, then a line for each column. Nothing is left out or cut. */
final class VerticalSheet implements TextSheet {
    private final ShownColumns columns;
    private final boolean colours;
    private final Consumer<String> out;
    private final int widest;
    private long rows;

    VerticalSheet(ShownColumns columns, boolean colours, Consumer<String> out) {
        this.columns = columns;
        this.colours = colours;
        this.out = out;
        int longest = 0;
        for (String name : columns.names()) {
            longest = Math.max(longest, name.length());
        }
        widest = longest;
    }

    @Override
    public void row(Cells cells) {
        rows++;
        StringBuilder block = new StringBuilder(CellColour.heading("-- row " + rows + " --", colours)).append('\n');
        for (int i = 0; i < columns.count(); i++) {
            String name = columns.column(i).name();
            String value = columns.text(cells, i).display();
            StringBuilder line = new StringBuilder(name).append(" ".repeat(widest - name.length() + 2));
            line.append(CellColour.of(columns.column(i), value, value, colours));
            block.append(value.isEmpty() ? line.toString().stripTrailing() : line.toString())
                    .append('\n');
        }
        out.accept(block.toString());
    }

    @Override
    public void finish() {}

    @Override
    public List<String> notes() {
        return List.of();
    }
}
