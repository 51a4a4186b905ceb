// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Passes rows on in the order in which they began, although they are completed in another order. Beyond a memory limit,
 * complete rows are passed on before older incomplete ones; no row is omitted.
 *
 * @param <R> a row that may still change
 */
final class HeldRows<R> {
    /** The memory limit for complete rows held behind older ones, in bytes. */
    static final long MOST_BYTES = 24L << 20;

    private final Deque<R> rows = new ArrayDeque<>();
    private final Predicate<R> complete;
    private final Consumer<R> out;
    private final long mostBytes;
    private long bytes;
    private boolean reordered;

    /** Passes rows to the consumer once the predicate accepts them as complete. */
    HeldRows(Predicate<R> complete, Consumer<R> out) {
        this(complete, out, MOST_BYTES);
    }

    HeldRows(Predicate<R> complete, Consumer<R> out, long mostBytes) {
        this.complete = complete;
        this.out = out;
        this.mostBytes = mostBytes;
    }

    /** Adds a row that begins now. */
    void add(R row) {
        rows.add(row);
    }

    /** Reports that a row was completed and takes about that many bytes. */
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

    /** Passes on all remaining rows. */
    void finish() {
        rows.forEach(out);
        rows.clear();
    }

    /** True if rows were passed on before older ones. */
    boolean isReordered() {
        return reordered;
    }
}
