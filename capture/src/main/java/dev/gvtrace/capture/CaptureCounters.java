// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.EndCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Totals of a {@link CaptureServer} since its start. Thread-safe. */
public final class CaptureCounters {
    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder malformed = new LongAdder();
    private final Map<LossKind, LongAdder> lost = new EnumMap<>(LossKind.class);
    private final Map<EndCause, LongAdder> ended = new EnumMap<>(EndCause.class);
    final LongAdder blocks = new LongAdder();
    final LongAdder unreported = new LongAdder();
    final LongAdder removed = new LongAdder();
    final LongAdder unsealed = new LongAdder();

    final LongAccumulator longestUnwritten = new LongAccumulator(Math::max, 0);

    CaptureCounters() {
        for (LossKind kind : LossKind.values()) {
            lost.put(kind, new LongAdder());
        }
        for (EndCause cause : EndCause.values()) {
            ended.put(cause, new LongAdder());
        }
    }

    void lose(LossKind kind, long count) {
        adder(kind).add(count);
    }

    private LongAdder adder(LossKind kind) {
        return Objects.requireNonNull(lost.get(kind));
    }

    void hasEnded(EndCause cause) {
        Objects.requireNonNull(ended.get(cause)).increment();
    }

    /** Connections that have ended for this reason. */
    public long ended(EndCause cause) {
        return Objects.requireNonNull(ended.get(cause)).sum();
    }

    /** Connections that completed the handshake. */
    public long connections() {
        return connections.sum();
    }

    /** Connections that were refused: no handshake, an invalid one, or too many at a time. */
    public long refused() {
        return refused.sum();
    }

    /** Messages written to a file, malformed ones included; those in memory do not count yet. */
    public long messages() {
        return messages.sum();
    }

    /** Their bytes, headers included. */
    public long bytes() {
        return bytes.sum();
    }

    /** Packets that cannot be read as a message. */
    public long malformed() {
        return malformed.sum();
    }

    /** Messages known to be lost, whatever the cause. */
    public long lost() {
        return lost.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Messages known to be lost for this reason. */
    public long lost(LossKind kind) {
        return adder(kind).sum();
    }

    /** Blocks with messages that were written. */
    public long blocks() {
        return blocks.sum();
    }

    /** Lost messages that are in no gap of a trace, only in log and ledger. */
    public long unreported() {
        return unreported.sum();
    }

    /** Lost messages that were in files removed while they were recorded to. */
    public long removed() {
        return removed.sum();
    }

    /** Recordings whose last file is not sealed. */
    public long unsealed() {
        return unsealed.sum();
    }

    /** Longest time, in nanoseconds, for which messages were in memory only, if longer than allowed; 0 otherwise. */
    public long longestUnwrittenNs() {
        return longestUnwritten.get();
    }
}
