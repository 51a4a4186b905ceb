// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.rule.item.Priority;
import java.util.ArrayList;
import java.util.List;

/** The result of a replay in one line: alerts by priority, traces, losses. Not thread-safe. */
final class ReplaySummary {
    private final long[] alerts = new long[Priority.values().length];
    private int traces;
    private int tracesWithAlerts;
    private int tracesWithLosses;
    private long lost;

    ReplaySummary() {}

    /** Adds a trace: its alerts by priority, and how many of its messages were lost. */
    void add(long[] alertsByPriority, long lostMessages) {
        long all = 0;
        for (int i = 0; i < alerts.length; i++) {
            alerts[i] += alertsByPriority[i];
            all += alertsByPriority[i];
        }
        traces++;
        tracesWithAlerts += all > 0 ? 1 : 0;
        tracesWithLosses += lostMessages > 0 ? 1 : 0;
        lost += lostMessages;
    }

    /** True if an alert was as urgent. */
    boolean has(Priority least) {
        for (int i = 0; i <= least.ordinal(); i++) {
            if (alerts[i] > 0) {
                return true;
            }
        }
        return false;
    }

    boolean hasLosses() {
        return lost > 0;
    }

    /** The line. */
    String text() {
        long all = 0;
        List<String> parts = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            long count = alerts[priority.ordinal()];
            all += count;
            if (count > 0) {
                parts.add(count + " " + priority.label());
            }
        }
        String found = all == 0 ? "no alerts" : counted(all, "alert") + " (" + String.join(", ", parts) + ")";
        String where = traces == 1 ? "1 trace" : (all == 0 ? "" : tracesWithAlerts + " of ") + traces + " traces";
        String losses = lost == 0
                ? "no messages lost"
                : counted(lost, "message") + " lost" + (traces == 1 ? "" : " in " + counted(tracesWithLosses, "trace"));
        return found + " in " + where + "; " + losses;
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
