// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import java.util.concurrent.atomic.LongAdder;

/** Counts what live rules did not evaluate, over all connections. Any thread. */
final class LiveRulesCounters {
    final LongAdder skipped = new LongAdder();
    final LongAdder trimmed = new LongAdder();
    final LongAdder stopped = new LongAdder();

    /** A line for the log; "" if there is nothing to report. */
    String summary() {
        if (skipped.sum() == 0 && trimmed.sum() == 0 && stopped.sum() == 0) {
            return "";
        }
        return "live rules: " + skipped + " messages not evaluated, state of " + trimmed
                + " sandboxes discarded because it took too much memory, rules of " + stopped
                + " sandboxes stopped; recording continued, and a replay of the traces evaluates all";
    }
}
