// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace knows that narratives need: the rows of tables that summarize events. Calls that change files are
 * counted as they come, because there may be as many as events.
 */
final class TraceFacts {
    private final Map<Asked, List<Row>> rows = new EnumMap<>(Asked.class);
    private final Map<CallKey, Calls> calls = new LinkedHashMap<>();

    private record CallKey(long pid, Text name, String call) {}

    /** Calls of a process of one type. */
    static final class Calls {
        private final Row first;
        private final String call;
        private long times;
        private long failed;

        private Calls(Row first, String call) {
            this.first = first;
            this.call = call;
        }

        /** The first call. */
        Row first() {
            return first;
        }

        /** Its type. */
        String call() {
            return call;
        }

        /** How many there were. */
        long times() {
            return times;
        }

        /** How many of them failed. */
        long failed() {
            return failed;
        }
    }

    /** Takes a row that answers a request. */
    void take(Asked request, Cells cells) {
        if (request != Asked.CHANGES) {
            rows.computeIfAbsent(request, key -> new ArrayList<>()).add(Row.copyOf(cells));
            return;
        }
        String call = Cell.textOrEmpty(cells, "type").display();
        CallKey key = new CallKey(Cell.number(cells, "pid"), Cell.textOrEmpty(cells, "name"), call);
        Calls counted = calls.get(key);
        if (counted == null) {
            counted = new Calls(Row.copyOf(cells), call);
            calls.put(key, counted);
        }
        counted.times++;
        counted.failed += Cell.isTrue(cells, "failed") ? 1 : 0;
    }

    /** The rows that answer a request. */
    List<Row> of(Asked request) {
        return Collections.unmodifiableList(rows.getOrDefault(request, List.of()));
    }

    /** Calls that changed files, by process and type. */
    Collection<Calls> changes() {
        return Collections.unmodifiableCollection(calls.values());
    }
}
