// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.output.ColumnLayout.Kind;
import dev.gvtrace.replay.output.ColumnLayout.Need;
import dev.gvtrace.replay.output.ColumnLayout.TimeForm;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints a table page by page, so that a long answer begins to appear at once and takes no more memory than a page. On
 * a screen the first page decides which columns are left out; widths may grow later where there is space.
 */
final class PagedSheet implements TextSheet {
    private static final int PAGE = 500;
    private static final int WIDEST = 400;
    /** On a screen a row is not held back longer, so that an answer of few rows appears while the trace is read. */
    private static final long LONGEST_NS = 300_000_000L;

    private static final int DATE = 10;

    private final ShownColumns columns;
    private final Screen screen;
    private final Consumer<String> out;
    private final int[] widths;
    private final List<String[]> page = new ArrayList<>();
    private @Nullable ColumnLayout layout;
    private @Nullable String date;
    private long pageBegan;
    private boolean headed;

    PagedSheet(ShownColumns columns, Screen screen, Consumer<String> out) {
        this.columns = columns;
        this.screen = screen;
        this.out = out;
        widths = new int[columns.count()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(columns.column(i).name());
        }
    }

    @Override
    public void row(Cells cells) {
        String[] row = new String[widths.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = columns.text(cells, i).display();
            widths[i] = Math.max(widths[i], Math.min(WIDEST, DisplayWidth.of(row[i])));
        }
        if (page.isEmpty() && screen.columns() > 0) {
            pageBegan = System.nanoTime();
        }
        page.add(row);
        if (page.size() == PAGE || screen.columns() > 0 && System.nanoTime() - pageBegan > LONGEST_NS) {
            print();
        }
    }

    @Override
    public void finish() {
        print();
    }

    @Override
    public List<String> notes() {
        ColumnLayout used = layout;
        if (used == null) {
            return List.of();
        }
        List<String> omitted = new ArrayList<>();
        for (int i = 0; i < columns.count(); i++) {
            if (!used.shows(i)) {
                omitted.add(columns.column(i).name());
            }
        }
        List<String> parts = new ArrayList<>();
        if (!omitted.isEmpty()) {
            parts.add((omitted.size() == 1 ? "1 column" : omitted.size() + " columns") + " left out: "
                    + String.join(", ", omitted));
        }
        if (!omitted.isEmpty() && used.times().isRounded() && showsTimes(used)) {
            parts.add("times to the millisecond");
        }
        return parts.isEmpty() ? List.of() : List.of(String.join("; ", parts) + "; --wide shows all");
    }

    private boolean showsTimes(ColumnLayout used) {
        for (int i = 0; i < columns.count(); i++) {
            if (used.shows(i) && kind(i) == Kind.TIME) {
                return true;
            }
        }
        return false;
    }

    private void print() {
        if (page.isEmpty()) {
            return;
        }
        if (screen.isNarrow()) {
            fit();
        }
        if (!headed) {
            headed = true;
            String[] names = columns.names();
            for (int i = 0; i < names.length; i++) {
                names[i] = names[i].toUpperCase(Locale.ROOT);
            }
            line(names, true);
        }
        page.forEach(row -> line(row, false));
        page.clear();
    }

    private void fit() {
        ColumnLayout fitted = layout;
        if (fitted != null) {
            layout = grown(fitted);
            return;
        }
        date = onlyDate();
        List<Need> needs = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            String first = page.get(0)[i];
            boolean same = page.size() > 1 && page.stream().allMatch(row -> row[column].equals(first));
            needs.add(new Need(columns.column(i).name(), widths[i], kind(i), !same, same && first.isEmpty()));
        }
        layout = ColumnLayout.fit(needs, screen.columns(), date != null);
    }

    /** Columns keep their width; those whose contents have become wider get what is left of the line. */
    private ColumnLayout grown(ColumnLayout before) {
        int[] after = before.widths().clone();
        int left = screen.columns() + ColumnLayout.SPACE;
        for (int width : after) {
            left -= width == ColumnLayout.OMITTED ? 0 : width + ColumnLayout.SPACE;
        }
        for (int i = 0; i < after.length; i++) {
            if (before.shows(i) && kind(i) != Kind.TIME) {
                int more = Math.max(0, Math.min(left, widths[i] - after[i]));
                after[i] += more;
                left -= more;
            }
        }
        return new ColumnLayout(after, before.times());
    }

    private Kind kind(int i) {
        ColumnType type = columns.column(i).type();
        if (columns.column(i).prose() && i == widths.length - 1) {
            return Kind.PROSE;
        }
        return switch (type) {
            case TEXT, BYTES, TEXT_LIST -> columns.isIndented(i) ? Kind.TREE : Kind.TEXT;
            case TIME -> Kind.TIME;
            case BOOL, INT64, UINT64, DOUBLE, DURATION, ADDRESS -> Kind.WHOLE;
        };
    }

    /** The date of all times of the page; null if there are several or none. */
    private @Nullable String onlyDate() {
        String only = null;
        for (int i = 0; i < widths.length; i++) {
            if (kind(i) != Kind.TIME) {
                continue;
            }
            for (String[] row : page) {
                String found = row[i].length() < DATE ? null : row[i].substring(0, DATE);
                if (found != null && only != null && !only.equals(found)) {
                    return null;
                }
                only = found == null ? only : found;
            }
        }
        return only;
    }

    private void line(String[] row, boolean heading) {
        int last = widths.length - 1;
        if (layout == null || heading || kind(last) != Kind.PROSE || DisplayWidth.of(row[last]) <= width(last)) {
            part(row, heading);
            return;
        }
        String[] rest = new String[row.length];
        Arrays.fill(rest, "");
        boolean first = true;
        for (String part : WrappedText.lines(row[last], width(last))) {
            String[] next = first ? row.clone() : rest.clone();
            next[last] = part;
            part(next, false);
            first = false;
        }
    }

    private void part(String[] row, boolean heading) {
        StringBuilder text = new StringBuilder();
        int last = last();
        for (int i = 0; i <= last; i++) {
            if (width(i) == ColumnLayout.OMITTED) {
                continue;
            }
            String shown = shown(row[i], i, heading);
            String blanks = " ".repeat(Math.max(0, width(i) - DisplayWidth.of(shown)));
            String coloured = heading || shown.isEmpty()
                    ? shown
                    : CellColour.of(columns.column(i), row[i], shown, screen.colours());
            if (columns.column(i).type().isNumber()) {
                text.append(blanks).append(coloured);
            } else {
                text.append(coloured).append(i == last ? "" : blanks);
            }
            text.append(i == last ? "" : "  ");
        }
        String line = text.toString().stripTrailing();
        out.accept((heading ? CellColour.heading(line, screen.colours()) : line) + "\n");
    }

    private int last() {
        int last = widths.length - 1;
        while (last > 0 && width(last) == ColumnLayout.OMITTED) {
            last--;
        }
        return last;
    }

    private int width(int i) {
        ColumnLayout used = layout;
        return used == null ? widths[i] : used.widths()[i];
    }

    private String shown(String text, int i, boolean heading) {
        ColumnLayout used = layout;
        if (used == null) {
            return text;
        }
        if (!heading && kind(i) == Kind.TIME) {
            return time(text, used.times());
        }
        int width = used.widths()[i];
        if (DisplayWidth.of(text) <= width || !heading && kind(i) == Kind.WHOLE) {
            return text;
        }
        return kind(i) == Kind.TREE ? indentCut(text, width) : DisplayWidth.cut(text, width);
    }

    /** A time of another day than those before has its date. */
    private String time(String text, TimeForm form) {
        boolean dated = form == TimeForm.FULL || form == TimeForm.FULL_MS;
        String only = date;
        boolean other = !dated && only != null && !text.startsWith(only);
        return other ? text : form.of(text);
    }

    /** The name of a node of a tree is cut after its indentation has become less. */
    private static String indentCut(String text, int width) {
        String name = text.stripLeading();
        int indentation = width - DisplayWidth.of(name);
        return indentation > 0 ? "\u2026" + " ".repeat(indentation - 1) + name : DisplayWidth.cut(name, width);
    }
}
