// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The types of events that the rows of a table and its columns need. Filled while a table is made. */
final class EventNeeds {
    /** In place of a column: the rows themselves. */
    static final String ROWS = "";

    static final EventNeeds NONE = new EventNeeds();

    private final Map<String, List<String>> types = new HashMap<>();

    void add(String column, String... names) {
        types.computeIfAbsent(column, key -> new ArrayList<>()).addAll(List.of(names));
    }

    /** The types that the rows and these columns need, by name, each with the columns; none if the rows need it. */
    Map<String, Set<String>> of(Collection<String> columns) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String column : columns) {
            types.getOrDefault(column, List.of())
                    .forEach(type ->
                            found.computeIfAbsent(type, key -> new TreeSet<>()).add(column));
        }
        types.getOrDefault(ROWS, List.of()).forEach(type -> found.put(type, Set.of()));
        return found;
    }
}
