// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps the first rows of an order, up to a number of rows and a memory limit. Rows that compare as equal stay in the
 * order of their arrival.
 */
final class BestRows {
    private final long most;
    private final long memory;
    private final Comparator<Kept> order;
    /** In reverse order: the last row is at the head. */
    private final PriorityQueue<Kept> kept;

    private long weight;
    private long number;
    private long leftOut;

    private record Kept(Row row, long number, int weight) {}

    /**
     * An empty collection.
     *
     * @param order the order of the rows
     * @param most the maximum number of rows
     * @param memory the approximate memory limit in bytes; the first row may exceed it
     */
    BestRows(Comparator<Cells> order, long most, long memory) {
        this.most = most;
        this.memory = memory;
        this.order = Comparator.<Kept, Cells>comparing(Kept::row, order).thenComparingLong(Kept::number);
        this.kept = new PriorityQueue<>(this.order.reversed());
    }

    void add(Cells cells) {
        Row row = Row.copyOf(cells);
        Kept added = new Kept(row, number++, weight(row));
        kept.add(added);
        weight += added.weight();
        while (kept.size() > most || weight > memory && kept.size() > 1) {
            boolean forMemory = kept.size() <= most;
            weight -= kept.remove().weight();
            leftOut += forMemory ? 1 : 0;
        }
    }

    private static int weight(Row row) {
        int weight = 100;
        for (int i = 0; i < row.schema().columns().size(); i++) {
            weight += CellValue.weight(CellValue.of(row, i));
        }
        return weight;
    }

    /** How many requested rows were omitted for lack of memory; all of them come after the kept ones. */
    long leftOut() {
        return leftOut;
    }

    /** Removes and returns the rows, in order. */
    List<Row> take() {
        List<Kept> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        kept.clear();
        return sorted.stream().map(Kept::row).toList();
    }
}
