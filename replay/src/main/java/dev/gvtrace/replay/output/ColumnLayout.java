// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Widths of columns that fit a screen. Times lose their date if it is the same in all rows; then columns of text
 * shrink, the widest ones first, and times lose what is below the millisecond; then columns are left out. Numbers are
 * never cut.
 *
 * @param widths of each column; {@link #OMITTED} for those left out
 * @param times how times are shown
 */
record ColumnLayout(int[] widths, TimeForm times) {
    static final int OMITTED = -1;

    /** The number of blanks between columns. */
    static final int SPACE = 2;

    /** A column of text that has less says little. */
    private static final int LEAST = 10;
    /** The same of columns whose contents are long and read to their end. */
    private static final int LEAST_OF_LONG = 20;

    private static final int LEAST_OF_PROSE = 30;
    /** Times are shortened before columns of text have less. */
    private static final int PREFERRED = 24;
    /** Columns whose values are not recognized when they are cut, and how much of them is. */
    private static final Map<String, Integer> WHOLE = Map.of("local", 47, "remote", 47);

    /** Longer headings may be cut to this. */
    private static final int LEAST_OF_HEADING = 16;

    private static final List<String> LONG = List.of("cmdline", "args", "text", "output", "detail", "path", "value");

    /** The columns that are left out first, if they do not fit, in this order. */
    private static final List<String> LEAST_NEEDED = List.of(
            "threads",
            "session",
            "fds",
            "children",
            "calls",
            "tid",
            "sha256",
            "written_evt",
            "container",
            "user",
            "uid",
            "pids",
            "last",
            "opens",
            "reads",
            "writes",
            "end",
            "exit",
            "exepath");

    /**
     * A column before it is laid out.
     *
     * @param heading the heading
     * @param width the width of the heading and of the contents
     * @param kind what is in its cells
     * @param varies false if no row, or each row, has the same value
     * @param empty true if no row has a value
     */
    record Need(String heading, int width, Kind kind, boolean varies, boolean empty) {}

    /** The contents of a column. */
    enum Kind {
        /** May be cut. */
        TEXT,
        /** Sentences, which are wrapped. */
        PROSE,
        /** The names of a tree, indented by depth: may be cut. */
        TREE,
        /** May be shortened. */
        TIME,
        /** Shown whole. */
        WHOLE
    }

    /** Forms of times, each of which is a moment that a question may name. */
    enum TimeForm {
        FULL(30),
        /** Without the date. */
        DAY(18),
        /** With the date, to the millisecond. */
        FULL_MS(24),
        /** Without the date, to the millisecond. */
        DAY_MS(12);

        private final int width;

        TimeForm(int width) {
            this.width = width;
        }

        boolean isRounded() {
            return this == FULL_MS || this == DAY_MS;
        }

        /** Shortens a time in RFC 3339 with nine digits of the second. */
        String of(String time) {
            if (time.length() != FULL.width) {
                return time;
            }
            return switch (this) {
                case FULL -> time;
                case DAY -> time.substring(11, 29);
                case FULL_MS -> time.substring(0, 23) + "Z";
                case DAY_MS -> time.substring(11, 23);
            };
        }
    }

    /**
     * Fits columns.
     *
     * @param columns the width of the screen
     * @param oneDay whether all times have the same date
     */
    static ColumnLayout fit(List<Need> needs, int columns, boolean oneDay) {
        boolean[] kept = new boolean[needs.size()];
        Arrays.fill(kept, true);
        TimeForm[] forms = oneDay
                ? new TimeForm[] {TimeForm.FULL, TimeForm.DAY, TimeForm.DAY_MS}
                : new TimeForm[] {TimeForm.FULL, TimeForm.FULL_MS};
        for (TimeForm form : forms) {
            int preferred = form == TimeForm.FULL ? Integer.MAX_VALUE : PREFERRED;
            if (total(needs, kept, form, preferred) <= columns) {
                return filled(needs, kept, form, columns);
            }
        }
        TimeForm shortest = forms[forms.length - 1];
        List<Integer> order = IntStream.range(0, needs.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rank(needs, i)))
                .collect(Collectors.toCollection(ArrayList::new));
        while (total(needs, kept, shortest, 0) > columns && order.size() > 1) {
            kept[order.remove(0)] = false;
        }
        return filled(needs, kept, shortest, columns);
    }

    /** Columns of a lower rank are left out first. */
    private static int rank(List<Need> needs, int i) {
        Need need = needs.get(i);
        int listed = LEAST_NEEDED.indexOf(need.heading());
        int size = needs.size();
        int known = listed >= 0 ? listed : LEAST_NEEDED.size() + size - i;
        int all = LEAST_NEEDED.size() + size + 1;
        return need.empty() ? known - 2 * all : need.varies() || i == 0 ? known : known - all;
    }

    /** The width of the table if columns of text have the preferred width, or less if they need less. */
    private static int total(List<Need> needs, boolean[] kept, TimeForm form, int preferred) {
        int sum = -SPACE;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                Need need = needs.get(i);
                sum += SPACE + Math.max(least(need, form), Math.min(most(need, form), preferred));
            }
        }
        return sum;
    }

    private static int most(Need need, TimeForm form) {
        return need.kind() == Kind.TIME && !need.empty()
                ? Math.max(need.heading().length(), Math.min(need.width(), form.width))
                : need.width();
    }

    private static int least(Need need, TimeForm form) {
        int most = most(need, form);
        return switch (need.kind()) {
            case WHOLE, TIME -> most;
            case PROSE -> Math.min(most, LEAST_OF_PROSE);
            case TEXT, TREE -> {
                boolean isLong = need.kind() == Kind.TREE || LONG.contains(need.heading());
                int heading = Math.min(need.heading().length(), LEAST_OF_HEADING);
                int usual = WHOLE.getOrDefault(need.heading(), isLong ? LEAST_OF_LONG : LEAST);
                yield Math.min(most, Math.max(heading, usual));
            }
        };
    }

    /** Gives each column at least its least width; what remains is shared so that the narrowest get all they need. */
    private static ColumnLayout filled(List<Need> needs, boolean[] kept, TimeForm form, int columns) {
        int[] widths = new int[kept.length];
        int left = columns + SPACE;
        for (int i = 0; i < kept.length; i++) {
            widths[i] = kept[i] ? least(needs.get(i), form) : OMITTED;
            left -= kept[i] ? widths[i] + SPACE : 0;
        }
        boolean grown = true;
        while (left > 0 && grown) {
            grown = false;
            int narrowest = -1;
            for (int i = 0; i < kept.length; i++) {
                boolean hungry = kept[i] && widths[i] < most(needs.get(i), form);
                if (hungry && (narrowest < 0 || widths[i] < widths[narrowest])) {
                    narrowest = i;
                }
            }
            if (narrowest >= 0) {
                widths[narrowest]++;
                left--;
                grown = true;
            }
        }
        for (int i = 0; i < kept.length && left < 0; i++) {
            // a screen narrower than the least widths of the only column
            widths[i] = kept[i] ? Math.max(1, widths[i] + left) : OMITTED;
        }
        return new ColumnLayout(widths, form);
    }

    boolean shows(int i) {
        return widths[i] != OMITTED;
    }
}
