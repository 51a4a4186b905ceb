// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.RowSink;
import dev.gvtrace.api.extension.TableExtension;
import dev.gvtrace.api.extension.TraceReader;
import dev.gvtrace.replay.provider.Adapter;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableProvider;
import dev.gvtrace.replay.table.TraceScan;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The table of an extension. */
final class TableAdapter implements TableProvider, Adapter {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

    private final TableExtension extension;
    private @Nullable Table table;

    TableAdapter(TableExtension extension) {
        this.extension = extension;
    }

    @Override
    public Object adapted() {
        return extension;
    }

    @Override
    public synchronized List<Table> tables() {
        Table known = table;
        if (known == null) {
            known = new ExtensionTable(extension, checked(Objects.requireNonNull(extension.schema(), "schema")));
            table = known;
        }
        return List.of(known);
    }

    private static TableSchema checked(TableSchema schema) {
        for (Column column : schema.columns()) {
            if (!NAME.matcher(column.name()).matches()) {
                throw new IllegalArgumentException("invalid column '" + column.name() + "' of table '" + schema.name()
                        + "': expected letters, digits and underscores, a letter first");
            }
        }
        return schema;
    }

    /** A table of rows that the extension makes. */
    private static final class ExtensionTable extends RowTable<Cells> {
        private final TableExtension extension;
        private final TableSchema columns;
        private final OwnFields fields = new OwnFields();

        ExtensionTable(TableExtension extension, TableSchema columns) {
            super(ColumnSet.ofCells(Schemas.internal(columns)), Shows.EVENTS);
            this.extension = extension;
            this.columns = columns;
        }

        @Override
        protected TraceScan start(Rows<Cells> rows, ScanRequest request) {
            RowSink sink = cells -> rows.add(row(columns, schema(), cells));
            String place = "table '" + columns.name() + "'";
            try {
                return new Reading(
                        extension, place, ExtensionCalls.required(extension, place, extension.start(sink)), fields);
            } catch (RuntimeException | Error e) {
                throw ExtensionCalls.failed(extension, place, e);
            }
        }
    }

    private static Cells row(
            TableSchema columns, dev.gvtrace.replay.table.TableSchema schema, @Nullable Object @Nullable [] cells) {
        int width = columns.columns().size();
        if (cells == null || cells.length != width) {
            throw ExtensionValues.wrong(
                    "a row has " + (cells == null ? "no" : cells.length) + " cells, expected " + width);
        }
        List<@Nullable Object> row = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            Column column = columns.columns().get(i);
            try {
                row.add(ExtensionValues.of(column.type(), cells[i]));
            } catch (GvtraceException e) {
                throw ExtensionValues.wrong("column '" + column.name() + "': " + e.getMessage());
            }
        }
        return dev.gvtrace.replay.table.Row.of(schema, row);
    }

    /** One reading of one trace. */
    private static final class Reading implements TraceScan {
        private final TableExtension extension;
        private final String place;
        private final TraceReader reader;
        private final EventView view;

        Reading(TableExtension extension, String place, TraceReader reader, OwnFields fields) {
            this.view = new EventView(fields);
            this.extension = extension;
            this.place = place;
            this.reader = reader;
        }

        @Override
        public void event(EventContext event) {
            view.begin(event);
            try {
                reader.event(view);
            } catch (RuntimeException | Error e) {
                throw ExtensionCalls.failed(extension, place + " at event " + event.number(), e);
            } finally {
                view.end();
            }
        }

        @Override
        public void gap(long fromNs, long toNs, long lost, Text cause) {
            try {
                reader.gap(lost);
            } catch (RuntimeException | Error e) {
                throw ExtensionCalls.failed(extension, place + " at a gap", e);
            }
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            try {
                reader.end();
            } catch (RuntimeException | Error e) {
                throw ExtensionCalls.failed(extension, place + " at the end of the trace", e);
            }
        }
    }
}
