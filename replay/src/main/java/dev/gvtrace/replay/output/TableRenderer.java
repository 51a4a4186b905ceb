// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.query.TableSink;
import dev.gvtrace.text.Escapes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of an answer: as a table whose columns fit their contents, as one JSON object a line, or as CSV. A table
 * is laid out in pages, so that a long answer begins to appear at once and takes no more memory than a page. Not
 * thread-safe; {@link #finish} has to be called.
 */
public final class TableRenderer implements TableSink {
    private static final int PAGE = 500;
    private static final int WIDEST = 400;
    /** Deeper nodes of a tree are not indented further: a chain of forks would grow its table with the square. */
    private static final int DEEPEST = 100;

    private final OutputStream out;
    private final Format format;
    private final List<String[]> page = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<Column> columns = List.of();
    private int[] widths = new int[0];
    private boolean headed;
    private long rows;

    /** Prints to the stream. */
    public TableRenderer(OutputStream out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** How rows are printed. */
    public enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Override
    public void columns(List<Column> names) {
        columns = List.copyOf(names);
        widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).name().length();
        }
        if (format == Format.CSV) {
            write(String.join(",", columns.stream().map(Column::name).toList()) + "\r\n");
        }
    }

    @Override
    public void row(List<@Nullable Object> cells) {
        rows++;
        switch (format) {
            case JSON -> write(json(cells));
            case CSV ->
                write(String.join(
                                ",",
                                cells.stream().map(c -> Escapes.csv(text(c))).toList()) + "\r\n");
            case TABLE -> {
                String[] row = new String[cells.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Escapes.terminal(text(cells.get(i)));
                    widths[i] = Math.max(widths[i], Math.min(WIDEST, DisplayWidth.of(row[i])));
                }
                page.add(row);
                if (page.size() == PAGE) {
                    printPage();
                }
            }
        }
    }

    @Override
    public void note(String sentence) {
        notes.add(sentence);
    }

    /** What was said besides the rows. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** How many rows there were. */
    public long rows() {
        return rows;
    }

    /** Prints what is left. A table without rows has no headings. */
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
            line(columns.stream().map(c -> c.name().toUpperCase(Locale.ROOT)).toArray(String[]::new));
        }
        page.forEach(this::line);
        page.clear();
    }

    private void line(String[] row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String blanks = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(row[i])));
            if (columns.get(i).number()) {
                text.append(blanks).append(row[i]);
            } else {
                text.append(row[i]).append(i == row.length - 1 ? "" : blanks);
            }
            text.append(i == row.length - 1 ? "" : "  ");
        }
        write(text.toString().stripTrailing() + "\n");
    }

    private String json(List<@Nullable Object> cells) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < cells.size(); i++) {
            text.append(i == 0 ? "" : ",");
            Escapes.json(text, columns.get(i).name());
            text.append(':');
            jsonValue(text, cells.get(i));
        }
        return text.append("}\n").toString();
    }

    private static void jsonValue(StringBuilder text, @Nullable Object cell) {
        if (cell == null || cell instanceof Number || cell instanceof Boolean) {
            text.append(cell);
        } else if (cell instanceof List<?> list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : ",");
                jsonValue(text, list.get(i));
            }
            text.append(']');
        } else {
            String value = cell instanceof Indented indented ? indented.text() : text(cell);
            Escapes.json(text, value);
        }
    }

    /** A cell as byte text; nothing for no value. */
    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof Time time) {
            return TimeText.rfc3339(time.ns());
        }
        if (cell instanceof Indented indented) {
            return "  ".repeat(Math.min(indented.depth(), DEEPEST)) + indented.text();
        }
        if (cell instanceof List<?> list) {
            return String.join(" ", list.stream().map(String::valueOf).toList());
        }
        return cell.toString();
    }

    private void write(String unicode) {
        try {
            out.write(unicode.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
