// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.util.concurrent.atomic.LongAdder;

/** What a {@link CaptureServer} has seen since it was started. Thread-safe. */
public final class CaptureCounters {
    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder lost = new LongAdder();

    CaptureCounters() {}

    /** Connections that got through the handshake. */
    public long connections() {
        return connections.sum();
    }

    /** Connections that were hung up on: no handshake, a wrong one, or too many at a time. */
    public long refused() {
        return refused.sum();
    }

    /** Messages recorded, malformed ones included. */
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
}
