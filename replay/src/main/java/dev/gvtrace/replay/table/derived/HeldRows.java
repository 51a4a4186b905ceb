// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Rows that are passed on in the order in which they began, although they are complete in another order. Beyond a bound
 * complete ones go before older ones that are not: none is left out.
 *
 * @param <R> a row that may still change
 */
final class HeldRows<R> {
    /** Bytes that complete rows may take while they wait for older ones. */
    static final long MOST_BYTES = 24L << 20;

    private final Deque<R> rows = new ArrayDeque<>();
    private final Predicate<R> complete;
    private final Consumer<R> out;
    private final long mostBytes;
    private long bytes;
    private boolean reordered;

    /** Rows that are complete as the predicate has it, and go to the consumer. */
    HeldRows(Predicate<R> complete, Consumer<R> out) {
        this(complete, out, MOST_BYTES);
    }

    HeldRows(Predicate<R> complete, Consumer<R> out, long mostBytes) {
        this.complete = complete;
        this.out = out;
        this.mostBytes = mostBytes;
    }

    /** A row begins. */
    void add(R row) {
        rows.add(row);
    }

    /** A row was completed, and takes about this many bytes. */
    void completed(long rowBytes) {
        bytes += rowBytes;
        passBeginning();
        if (bytes > mostBytes) {
            passComplete();
        }
    }

    private void passBeginning() {
        R first = rows.peek();
        while (first != null && complete.test(first)) {
            out.accept(first);
            rows.remove();
            first = rows.peek();
        }
        if (rows.isEmpty()) {
            bytes = 0;
        }
    }

    private void passComplete() {
        for (Iterator<R> all = rows.iterator(); all.hasNext(); ) {
            R row = all.next();
            if (complete.test(row)) {
                out.accept(row);
                all.remove();
            }
        }
        bytes = 0;
        reordered = true;
    }

    /** The end: passes on all that is left. */
    void finish() {
        rows.forEach(out);
        rows.clear();
    }

    /** True if rows went before older ones. */
    boolean isReordered() {
        return reordered;
    }
}
