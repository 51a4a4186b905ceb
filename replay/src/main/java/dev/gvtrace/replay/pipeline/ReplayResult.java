// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.Damage;
import java.util.List;

/**
 * The result of the replay of one trace.
 *
 * @param messages messages read
 * @param events events made of them
 * @param violations packets that could not be read as messages
 * @param lost messages that the Sentry or the recorder lost, as far as counted
 * @param lostBefore those of them that were lost before the first event that was asked for
 * @param damage unreadable ranges of the file; empty if there are none
 */
public record ReplayResult(
        long messages, long events, long violations, long lost, long lostBefore, List<Damage> damage) {
    /** That of a trace of which everything was asked for. */
    public ReplayResult(long messages, long events, long violations, long lost, List<Damage> damage) {
        this(messages, events, violations, lost, 0, damage);
    }

    /** How many messages were lost in the part that was asked for. */
    public long lostInside() {
        return lost - lostBefore;
    }
}
