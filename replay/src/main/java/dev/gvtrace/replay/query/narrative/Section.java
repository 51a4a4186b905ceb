// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A part of a summary: facts by key, of which the most important ones are shown.
 *
 * @param <F> a fact, which may change until the rows are made
 */
final class Section<F> {
    private final String title;
    private final String none;
    private final Comparator<F> order;
    private final Function<F, Text> name;
    private final Function<F, Text> value;
    private final Map<Object, F> facts = new LinkedHashMap<>();

    /**
     * A section.
     *
     * @param none the value of its only row if there is no fact
     * @param order the most important facts first; equal ones in the order in which they came
     * @param name the name of a fact
     * @param value the value of a fact
     */
    Section(String title, String none, Comparator<F> order, Function<F, Text> name, Function<F, Text> value) {
        this.title = title;
        this.none = none;
        this.order = order;
        this.name = name;
        this.value = value;
    }

    /** The fact with this key, made if it is new. */
    F get(Object key, Function<Object, F> maker) {
        return facts.computeIfAbsent(key, maker);
    }

    /** How many rows it takes to show all facts. */
    int needed() {
        return Math.max(1, facts.size());
    }

    /** At most that many rows: the first facts and how many more there are, or one row that there is none. */
    List<Row> rows(int most) {
        if (facts.isEmpty()) {
            return List.of(row(title, Text.EMPTY, Text.ofUtf8(none)));
        }
        List<F> sorted = new ArrayList<>(facts.values());
        sorted.sort(order);
        int shown = sorted.size() <= most ? sorted.size() : most - 1;
        List<Row> rows = new ArrayList<>();
        for (F fact : sorted.subList(0, shown)) {
            rows.add(row(title, name.apply(fact), value.apply(fact)));
        }
        if (shown < sorted.size()) {
            rows.add(row(title, Text.ofUtf8("and " + (sorted.size() - shown) + " more"), Text.EMPTY));
        }
        return rows;
    }

    static Row row(String section, Text name, Text value) {
        return Row.of(SummaryArrangement.SCHEMA, List.of(section, name, value));
    }
}
