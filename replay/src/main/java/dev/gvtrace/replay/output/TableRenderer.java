// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of an answer: as a table whose columns fit their contents, as one JSON object per line, as CSV, or as
 * a Markdown table. A table is laid out in pages, so that a long answer begins to appear at once and takes no more
 * memory than a page. Not thread-safe; {@link #finish} has to be called.
 */
public final class TableRenderer {
    private static final int PAGE = 500;
    private static final int WIDEST = 400;
    /**
     * Deeper nodes of a tree are not indented further: otherwise the output of a chain of forks would grow
     * quadratically.
     */
    private static final int DEEPEST = 100;

    private static final int NONE = -1;

    private final OutputStream out;
    private final Format format;
    private final TableSchema schema;
    /** The indexes of the columns that are printed. */
    private final int[] shown;

    private final int[] widths;
    private final int indented;
    private final int depth;
    private final List<String[]> page = new ArrayList<>();
    private boolean headed;
    private long rows;
    private @Nullable String report;

    /** How rows are printed. */
    public enum Format {
        TABLE,
        JSON,
        CSV,
        MARKDOWN
    }

    /** Prints rows with these columns to the stream. */
    public TableRenderer(OutputStream out, Format format, TableSchema schema) {
        this(out, format, schema, NONE, NONE);
    }

    private TableRenderer(OutputStream out, Format format, TableSchema schema, int indented, int depth) {
        this.out = out;
        this.format = format;
        this.schema = schema;
        this.indented = indented;
        this.depth = depth;
        shown = IntStream.range(0, schema.columns().size())
                .filter(i -> i != depth)
                .toArray();
        widths = new int[shown.length];
        for (int i = 0; i < shown.length; i++) {
            widths[i] = column(i).name().length();
        }
        if (format == Format.CSV) {
            write(String.join(",", names()) + "\r\n");
        }
    }

    /**
     * The same for rows of a tree: the column {@code depth} is not printed, but indents the other one where people
     * read.
     */
    public static TableRenderer ofTree(
            OutputStream out, Format format, TableSchema schema, String indented, String depth) {
        return new TableRenderer(out, format, schema, schema.indexOf(indented), schema.indexOf(depth));
    }

    private Column column(int i) {
        return schema.columns().get(shown[i]);
    }

    private String[] names() {
        return IntStream.range(0, shown.length).mapToObj(i -> column(i).name()).toArray(String[]::new);
    }

    /** Sets the name of the report: in JSON each object begins with it. Returns this object. */
    public TableRenderer ofReport(String name) {
        report = name;
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
            case TABLE -> {
                String[] row = new String[shown.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = shownText(cells, i).display();
                    widths[i] = Math.max(widths[i], Math.min(WIDEST, DisplayWidth.of(row[i])));
                }
                page.add(row);
                if (page.size() == PAGE) {
                    printPage();
                }
            }
        }
    }

    /** The number of rows printed. */
    public long rows() {
        return rows;
    }

    /** Prints the rest. A table without rows has no headings. */
    public void finish() {
        printPage();
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void printPage() {
        if (page.isEmpty()) {
            return;
        }
        if (!headed) {
            headed = true;
            String[] names = names();
            for (int i = 0; i < names.length; i++) {
                names[i] = names[i].toUpperCase(Locale.ROOT);
            }
            line(names);
        }
        page.forEach(this::line);
        page.clear();
    }

    private void line(String[] row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String blanks = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(row[i])));
            if (column(i).type().isNumber()) {
                text.append(blanks).append(row[i]);
            } else {
                text.append(row[i]).append(i == row.length - 1 ? "" : blanks);
            }
            text.append(i == row.length - 1 ? "" : "  ");
        }
        write(text.toString().stripTrailing() + "\n");
    }

    private String csv(Cells cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown.length; i++) {
            text.append(i == 0 ? "" : ",").append(Escapes.csv(shownText(cells, i)));
        }
        return text.append("\r\n").toString();
    }

    /** A row of a Markdown table, and before the first one the heading. */
    private String markdown(Cells cells) {
        StringBuilder text = new StringBuilder();
        if (!headed) {
            headed = true;
            text.append("| ").append(String.join(" | ", names())).append(" |\n|");
            for (int i = 0; i < shown.length; i++) {
                text.append(column(i).type().isNumber() ? " ---: |" : " --- |");
            }
            text.append('\n');
        }
        text.append('|');
        for (int i = 0; i < shown.length; i++) {
            text.append(' ').append(Escapes.markdown(shownText(cells, i))).append(" |");
        }
        return text.append('\n').toString();
    }

    private String json(Cells cells) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = new JsonWriter(text).open('{');
        if (report != null) {
            json.key("report").text(report);
        }
        for (int i = 0; i < shown.length; i++) {
            json.key(column(i).name());
            value(json, cells, shown[i]);
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

    /** The same, indented if the column shows a tree. */
    private Text shownText(Cells cells, int i) {
        Text text = text(cells, shown[i]);
        if (shown[i] != indented) {
            return text;
        }
        String blanks = "  ".repeat((int) Math.min(cells.longAt(depth), DEEPEST));
        return Text.join(Text.EMPTY, List.of(Text.ofUtf8(blanks), text));
    }

    private void write(String unicode) {
        try {
            out.write(unicode.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
