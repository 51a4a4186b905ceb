// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;

/** The table {@code gaps}: where messages were lost. */
final class GapTable extends RowTable<GapTable.Loss> {
    GapTable() {
        super(
                ColumnSet.<Loss>of("gaps", "A loss of messages.")
                        .time("from", "After this receive or message time; no value if unknown.", Loss::fromNs)
                        .time("to", "Before this one; no value if unknown.", Loss::toNs)
                        .number("lost", "How many messages; -1 if that is unknown.", Loss::lost)
                        .text("cause", "Why.", loss -> ByteText.of(loss.cause()))
                        .build(),
                Shows.EVENTS);
    }

    /** What {@link TraceScan#gap} is given. */
    record Loss(long fromNs, long toNs, long lost, Text cause) {}

    @Override
    protected TraceScan start(Rows<Loss> rows, ScanRequest request) {
        return new TraceScan() {
            @Override
            public void gap(long fromNs, long toNs, long lost, Text cause) {
                rows.add(new Loss(fromNs, toNs, lost, cause));
            }
        };
    }
}
