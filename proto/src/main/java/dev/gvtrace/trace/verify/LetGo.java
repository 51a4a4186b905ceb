// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.ledger.LedgerEvent;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive files of a recording that a flight recorder let go, according to the ledger.
 *
 * <p>More than six components: one for each entry that {@code gvtrace verify} prints.
 *
 * @param first number of the first file
 * @param last number of the last file
 * @param messages in all of them
 * @param lost what their gaps count as lost
 * @param bytes their size
 * @param fromNs when the first message was received, nanoseconds since the epoch; 0 when unknown
 * @param toNs when the last message was received; 0 when unknown
 * @param seal of the last file, 64 hexadecimal digits, from which the next file continues; null if it was not sealed
 */
public record LetGo(
        int first,
        int last,
        long messages,
        long lost,
        long bytes,
        long fromNs,
        long toNs,
        @Nullable String seal) {
    static LetGo of(LedgerEvent.LetGo event) {
        return new LetGo(
                event.segment(),
                event.segment(),
                Math.max(0, event.messages()),
                Math.max(0, event.lost()),
                Math.max(0, event.bytes()),
                event.fromNs(),
                event.toNs(),
                event.seal());
    }

    /** These files and those after them. */
    LetGo followedBy(LetGo next) {
        return new LetGo(
                first,
                next.last,
                messages + next.messages,
                lost + next.lost,
                bytes + next.bytes,
                earliest(fromNs, next.fromNs),
                Math.max(toNs, next.toNs),
                next.seal);
    }

    private static long earliest(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }

    boolean contains(int segment) {
        return segment >= first && segment <= last;
    }
}
