// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.ByteText;
import java.util.Arrays;
import java.util.List;

/** Where messages were lost. */
final class GapQuery implements Query {
    private static final List<Column> COLUMNS =
            List.of(Column.text("from"), Column.text("to"), Column.number("lost"), Column.text("cause"));

    private GapQuery() {}

    static Query gaps(Arguments arguments) throws RequestException {
        arguments.none();
        return new GapQuery();
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public void gap(long fromNs, long toNs, long lost, String cause, TableSink out) {
        Time from = fromNs == 0 ? null : new Time(fromNs);
        Time to = toNs == 0 ? null : new Time(toNs);
        out.row(Arrays.asList(from, to, lost, ByteText.fromUnicode(cause)));
    }
}
