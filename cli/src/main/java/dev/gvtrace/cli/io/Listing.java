// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.Text;
import java.util.List;

/** Prints rows of Unicode texts under the names of their columns, in the form that a {@link ListFormat} asks for. */
public final class Listing {
    private final Streams streams;
    private final ListFormat format;

    public Listing(Streams streams, ListFormat format) {
        this.streams = streams;
        this.format = format;
    }

    /** Prints a list as a whole; each row has a text for each column. */
    public void print(List<String> columns, List<List<String>> rows) {
        switch (format.kind()) {
            case MARKDOWN -> markdown(columns, rows);
            case JSON -> table(columns, rows, TableRenderer.Format.JSON);
            case TEXT -> table(columns, rows, TableRenderer.Format.TABLE);
        }
    }

    private void table(List<String> columns, List<List<String>> rows, TableRenderer.Format form) {
        TableSchema schema =
                TableSchema.listing(columns.stream().map(Column::text).toArray(Column[]::new));
        TableRenderer table = new TableRenderer(streams.out(), form, schema);
        rows.forEach(row -> table.row(Row.of(schema, row)));
        table.finish();
    }

    private void markdown(List<String> columns, List<List<String>> rows) {
        streams.println("| " + String.join(" | ", columns) + " |");
        streams.println("|---".repeat(columns.size()) + "|");
        for (List<String> row : rows) {
            List<String> cells =
                    row.stream().map(Text::ofUtf8).map(Escapes::markdown).toList();
            streams.println("| " + String.join(" | ", cells) + " |");
        }
    }
}
