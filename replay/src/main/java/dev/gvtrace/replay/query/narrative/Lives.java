// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.query.arrangement.Parents;
import dev.gvtrace.replay.table.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The processes of a trace and their families. */
final class Lives {
    private final Map<Row, Life> byRow = new IdentityHashMap<>();
    private final Map<Long, List<Life>> byPid = new HashMap<>();
    private final List<Life> all = new ArrayList<>();

    /** From rows of the table {@code processes} with the columns of {@link Life#COLUMNS}, in their order. */
    Lives(List<Row> rows) {
        for (Row row : rows) {
            Life life = new Life(row);
            all.add(life);
            byRow.put(row, life);
            byPid.computeIfAbsent(life.pid(), pid -> new ArrayList<>()).add(life);
        }
        Parents parents = new Parents(rows);
        Set<Row> earlier = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Life life : all) {
            Row parent = parents.of(life.row());
            // a parent is met before its children; hostile ids could form a cycle
            if (parent != null && earlier.contains(parent)) {
                life.hasParent(of(parent));
            }
            earlier.add(life.row());
        }
    }

    List<Life> all() {
        return Collections.unmodifiableList(all);
    }

    Life of(Row row) {
        Life life = byRow.get(row);
        if (life == null) {
            throw new IllegalArgumentException("not a row of these processes: " + row);
        }
        return life;
    }

    /** The process with that id that lived then; null if there is none. */
    @Nullable
    Life at(long pid, long ns) {
        List<Life> candidates = byPid.getOrDefault(pid, List.of());
        Life last = null;
        for (Life life : candidates) {
            if (life.isAt(ns)) {
                last = life;
            }
        }
        return last == null && !candidates.isEmpty() ? candidates.get(candidates.size() - 1) : last;
    }

    /** The process of a row of another table with the columns pid and time. */
    @Nullable
    Life ofEvent(Row row) {
        return at(Cell.number(row, "pid"), Cell.number(row, "time"));
    }

    /** These processes and their descendants. */
    static Set<Life> families(Collection<Life> tops) {
        Set<Life> found = new LinkedHashSet<>();
        Deque<Life> left = new ArrayDeque<>(tops);
        while (!left.isEmpty()) {
            Life life = left.poll();
            if (found.add(life)) {
                left.addAll(life.children());
            }
        }
        return found;
    }
}
