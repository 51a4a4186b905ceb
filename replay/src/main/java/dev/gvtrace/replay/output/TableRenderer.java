// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of an answer: as a table whose columns fit their contents, or on a screen its width, as one JSON
 * object per line, as CSV, or as a Markdown table. Not thread-safe; {@link #finish} has to be called.
 */
public final class TableRenderer {
    private final OutputStream out;
    private final Format format;
    private final ShownColumns columns;
    private TextSheet sheet;
    private boolean headed;
    private long rows;
    private @Nullable String firstKey;
    private String firstValue = "";

    /** How rows are printed. */
    public enum Format {
        TABLE,
        JSON,
        CSV,
        MARKDOWN
    }

    /** Prints rows with these columns to the stream. */
    public TableRenderer(OutputStream out, Format format, TableSchema schema) {
        this(out, format, ShownColumns.all(schema));
    }

    private TableRenderer(OutputStream out, Format format, ShownColumns columns) {
        this.out = out;
        this.format = format;
        this.columns = columns;
        sheet = new PagedSheet(columns, Screen.NONE, this::write);
        if (format == Format.CSV) {
            write(Arrays.stream(columns.names())
                            .map(name -> Escapes.csv(Text.ofUtf8(name)))
                            .collect(Collectors.joining(","))
                    + "\r\n");
        }
    }

    /**
     * The same for rows of a tree: the column {@code depth} is not printed, but indents the other one where people
     * read.
     */
    public static TableRenderer ofTree(
            OutputStream out, Format format, TableSchema schema, String indented, String depth) {
        return new TableRenderer(out, format, ShownColumns.ofTree(schema, indented, depth));
    }

    /** Fits a table to a screen; before the first row. Returns this object. */
    public TableRenderer on(Screen screen) {
        sheet = screen.vertical()
                ? new VerticalSheet(columns, screen.colours(), this::write)
                : new PagedSheet(columns, screen, this::write);
        return this;
    }

    /** Sets a key and its value, with which each object of JSON begins. Returns this object. */
    public TableRenderer beginningWith(String key, String value) {
        firstKey = key;
        firstValue = value;
        return this;
    }

    /** Prints the remaining rows. */
    public void rows(Cursor cursor) {
        while (cursor.next()) {
            row(cursor);
        }
    }

    /** Prints a row of the schema given. */
    public void row(Cells cells) {
        rows++;
        switch (format) {
            case JSON -> write(json(cells));
            case CSV -> write(csv(cells));
            case MARKDOWN -> write(markdown(cells));
            case TABLE -> sheet.row(cells);
        }
    }

    /** The number of rows printed. */
    public long rows() {
        return rows;
    }

    /** What the printed rows do not show because the screen is narrow, a sentence each; complete after the last row. */
    public List<String> notes() {
        return sheet.notes();
    }

    /** Prints the rest. A table without rows has no headings. */
    public void finish() {
        sheet.finish();
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String csv(Cells cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns.count(); i++) {
            text.append(i == 0 ? "" : ",").append(Escapes.csv(columns.text(cells, i)));
        }
        return text.append("\r\n").toString();
    }

    /** A row of a Markdown table, and before the first one the heading. */
    private String markdown(Cells cells) {
        StringBuilder text = new StringBuilder();
        if (!headed) {
            headed = true;
            text.append("| ")
                    .append(Arrays.stream(columns.names())
                            .map(name -> name.replace("|", "\\|"))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n|");
            for (int i = 0; i < columns.count(); i++) {
                text.append(columns.column(i).type().isNumber() ? " ---: |" : " --- |");
            }
            text.append('\n');
        }
        text.append('|');
        for (int i = 0; i < columns.count(); i++) {
            text.append(' ').append(Escapes.markdown(columns.text(cells, i))).append(" |");
        }
        return text.append('\n').toString();
    }

    private String json(Cells cells) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = new JsonWriter(text).open('{');
        if (firstKey != null) {
            json.key(firstKey).text(firstValue);
        }
        for (int i = 0; i < columns.count(); i++) {
            json.key(Text.ofUtf8(columns.column(i).name()));
            value(json, cells, columns.index(i));
        }
        json.close('}');
        return text.append('\n').toString();
    }

    private static void value(JsonWriter json, Cells cells, int i) {
        if (cells.isNull(i)) {
            json.plain(null);
            return;
        }
        switch (cells.schema().columns().get(i).type()) {
            case BOOL, INT64, UINT64, DURATION -> json.plain(CellText.ascii(cells, i));
            case DOUBLE -> json.plain(Double.isFinite(cells.doubleAt(i)) ? CellText.ascii(cells, i) : null);
            case TEXT, BYTES, TIME, ADDRESS -> json.text(text(cells, i));
            case TEXT_LIST -> {
                json.open('[');
                List<Text> list = cells.textsAt(i);
                if (list != null) {
                    list.forEach(json::text);
                }
                json.close(']');
            }
        }
    }

    /** The text of a cell; empty for no value. */
    private static Text text(Cells cells, int i) {
        Text text = CellText.of(cells, i);
        return text == null ? Text.EMPTY : text;
    }

    private void write(String unicode) {
        try {
            out.write(unicode.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
