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
 * Keeps the first rows of an order: no more than asked for, and no more than fit the memory. Rows that are equal in the
 * order stay in the order in which they came.
 */
final class BestRows {
    private final long most;
    private final long memory;
    private final Comparator<Kept> order;
    /** The last one of the order first. */
    private final PriorityQueue<Kept> kept;

    private long weight;
    private long number;
    private long leftOut;

    private record Kept(Row row, long number, int weight) {}

    /**
     * An empty collection.
     *
     * @param order of the rows
     * @param most how many rows are asked for
     * @param memory how many bytes they may take, roughly; the first row may take more
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

    /** How many rows were asked for but left out because the memory was full; all of them stand after those kept. */
    long leftOut() {
        return leftOut;
    }

    /** The rows in order; they are not kept any more. */
    List<Row> take() {
        List<Kept> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        kept.clear();
        return sorted.stream().map(Kept::row).toList();
    }
}
