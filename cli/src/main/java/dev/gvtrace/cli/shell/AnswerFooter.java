// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.pipeline.ReplayResult;
import java.util.List;

/** The line below an answer: how many rows, from how many events, and what may be missing in it. */
final class AnswerFooter {
    private AnswerFooter() {}

    /**
     * Makes the line.
     *
     * @param rows printed
     * @param traces that were queried
     * @param results of the traces that were read as far as the question goes; fewer than traces if rows were limited
     * @param moment true if the answer is the state at a moment, which stands on all that was before
     * @param missing parts of a sentence about what the traces cannot answer
     */
    static String of(long rows, int traces, List<ReplayResult> results, boolean moment, List<String> missing) {
        long events = results.stream().mapToLong(ReplayResult::events).sum();
        long lost = results.stream().mapToLong(ReplayResult::lostInside).sum();
        StringBuilder line = new StringBuilder(count(rows));
        if (results.size() == traces) {
            line.append(" from ").append(events).append(events == 1 ? " event" : " events");
            line.append(traces == 1 ? "" : " of " + traces + " traces");
        } else {
            line.append("; reading ended before the end");
        }
        if (lost > 0) {
            line.append("; ").append(lost).append(lost == 1 ? " message was lost" : " messages were lost");
            line.append(moment ? " before that moment" : "");
        }
        missing.forEach(part -> line.append("; ").append(part));
        return line.toString();
    }

    /** The line below rows that no trace was read for. */
    static String of(long rows, List<String> parts) {
        return parts.isEmpty() ? count(rows) : count(rows) + "; " + String.join("; ", parts);
    }

    private static String count(long rows) {
        return rows == 0 ? "no rows" : rows == 1 ? "1 row" : rows + " rows";
    }
}
