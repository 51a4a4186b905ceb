// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link CaptureServer} has seen since it was started. Thread-safe. */
public final class CaptureCounters {
    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder unreported = new LongAdder();
    final LongAdder removed = new LongAdder();
    final LongAdder unsealed = new LongAdder();

    final LongAccumulator longestUnwritten = new LongAccumulator(Math::max, 0);

    CaptureCounters() {}

    /** Connections that got through the handshake. */
    public long connections() {
        return connections.sum();
    }

    /** Connections that were hung up on: no handshake, a wrong one, or too many at a time. */
    public long refused() {
        return refused.sum();
    }

    /** Messages that are in a file, malformed ones included; what is in memory does not count yet. */
    public long messages() {
        return messages.sum();
    }

    /** Their bytes, headers included. */
    public long bytes() {
        return bytes.sum();
    }

    /** Packets that are no message that can be read. */
    public long malformed() {
        return malformed.sum();
    }

    /** Messages that are known to be lost, whatever the cause. */
    public long lost() {
        return lost.sum();
    }

    /** Those of the lost that no gap in any trace tells of, only the log and the ledger. */
    public long unreported() {
        return unreported.sum();
    }

    /** Those of the lost that were in files which somebody removed while they were recorded to. */
    public long removed() {
        return removed.sum();
    }

    /** Recordings whose last file is not sealed. */
    public long unsealed() {
        return unsealed.sum();
    }

    /** Longest time, in nanoseconds, that messages were in memory only beyond what is promised; 0 if none were. */
    public long longestUnwrittenNs() {
        return longestUnwritten.get();
    }
}
