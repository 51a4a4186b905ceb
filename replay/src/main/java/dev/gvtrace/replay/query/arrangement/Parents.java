// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the processes that made others, among rows of the table {@code processes} with pid, ppid and start. */
public final class Parents {
    private final Map<Long, List<Row>> byPid = new HashMap<>();

    /** Searches these rows of one trace, in the order in which the processes began. */
    public Parents(List<Row> processes) {
        for (Row process : processes) {
            byPid.computeIfAbsent(Cell.number(process, "pid"), pid -> new ArrayList<>())
                    .add(process);
        }
    }

    /** The last process with the parent's id that began before the child; null if unknown. */
    public @Nullable Row of(Row child) {
        Row last = null;
        if (Cell.isKnown(child, "ppid")) {
            for (Row candidate : byPid.getOrDefault(Cell.number(child, "ppid"), List.of())) {
                boolean before = !Cell.isKnown(candidate, "start")
                        || !Cell.isKnown(child, "start")
                        || Cell.number(candidate, "start") <= Cell.number(child, "start");
                if (before && candidate != child) {
                    last = candidate;
                }
            }
        }
        return last;
    }
}
