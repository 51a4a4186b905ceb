// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are made of objects of one type, each column read by a reader. A derived table keeps what it needs
 * of the events it is shown, and adds its rows on the way or at the end.
 *
 * @param <S> what a row is made of
 */
public abstract class RowTable<S> implements Table {
    /** What a table shows. */
    public enum Shows {
        /** What happened between two moments. */
        EVENTS,
        /** The state of one moment. */
        MOMENT,
        /** What happened between two moments, or with a moment the state of that one. */
        EVENTS_OR_MOMENT
    }

    private final ColumnSet<S> columns;
    private final Shows shows;

    /** A table with these columns. */
    protected RowTable(ColumnSet<S> columns, Shows shows) {
        this.columns = columns;
        this.shows = shows;
    }

    /** Makes the part of a scan that one trace takes: it adds its rows to the given ones. */
    protected abstract TraceScan start(Rows<S> rows, ScanRequest request);

    /**
     * Makes a column that the schema does not list; null if there is none with this name. Called for each trace again.
     */
    protected @Nullable ReadColumn<S> column(String name) throws RequestException {
        return null;
    }

    /** The names that conditions may use: those of the columns. */
    protected Binding<S> binding() {
        return columns.binding();
    }

    /**
     * A column and how it is read.
     *
     * @param <S> what a row is made of
     */
    public record ReadColumn<S>(Column column, Extractor<S> reader) {}

    @Override
    public final TableSchema schema() {
        return columns.schema();
    }

    @Override
    public final boolean showsMoment() {
        return shows == Shows.MOMENT;
    }

    @Override
    public final boolean takesMoment() {
        return shows != Shows.EVENTS;
    }

    @Override
    public Map<String, Set<String>> eventTypes(ScanRequest request) {
        Set<String> used = new LinkedHashSet<>(request.columns().isEmpty() ? schema().names() : request.columns());
        String condition = request.condition();
        if (condition != null && !condition.isBlank()) {
            try {
                used.addAll(RowCondition.names(condition));
            } catch (RequestException e) {
                return Map.of(); // reported when the table is asked
            }
        }
        return columns.needs().of(used);
    }

    @Override
    public final Scan scan(ScanRequest request) throws RequestException {
        String name = schema().name();
        if (shows == Shows.EVENTS && request.at() != null) {
            throw new RequestException("table '" + name + "' shows what happened; it takes from and to, not a moment");
        }
        if (shows == Shows.MOMENT && (request.from() != null || request.to() != null)) {
            throw new RequestException(
                    "table '" + name + "' shows the state of a moment; it takes at, not from and to");
        }
        if (request.at() != null && (request.from() != null || request.to() != null)) {
            throw new RequestException("table '" + name + "' takes at, or from and to, not both");
        }
        List<ReadColumn<S>> wanted = select(request.columns());
        TableSchema selected = new TableSchema(
                name,
                schema().description(),
                wanted.stream().map(ReadColumn::column).toList());
        String text = request.condition();
        RowCondition<S> condition = text == null || text.isBlank() ? null : RowCondition.of(text, binding());
        Moment to = shows == Shows.MOMENT || request.at() != null ? request.at() : request.to();
        return new Scan(
                selected,
                request.from(),
                to == null ? Moment.END : to,
                out -> start(rows(request, condition, out), request));
    }

    private Rows<S> rows(ScanRequest request, @Nullable RowCondition<S> condition, RowOutput out) {
        return new Rows<>(readers(request), condition == null ? null : condition.start(), request.limit(), out);
    }

    private List<Extractor<S>> readers(ScanRequest request) {
        try {
            return select(request.columns()).stream().map(ReadColumn::reader).toList();
        } catch (RequestException e) {
            throw new IllegalStateException(e); // selected before without an error
        }
    }

    private List<ReadColumn<S>> select(List<String> names) throws RequestException {
        List<ReadColumn<S>> selected = new ArrayList<>();
        for (String name : names.isEmpty() ? schema().names() : names) {
            int index = schema().indexOf(name);
            ReadColumn<S> column = index < 0
                    ? column(name)
                    : new ReadColumn<>(schema().columns().get(index), columns.reader(index));
            if (column == null) {
                throw unknown(name);
            }
            if (selected.stream().anyMatch(other -> other.column().name().equals(name))) {
                throw new RequestException("column '" + name + "' is asked for twice");
            }
            selected.add(column);
        }
        return selected;
    }

    private RequestException unknown(String name) {
        String nearest = NearestName.of(name, schema().names());
        return new RequestException("table '" + schema().name() + "' has no column '" + name + "'"
                + (nearest == null
                        ? "; expected one of " + String.join(", ", schema().names())
                        : "; nearest: " + nearest));
    }

    /** True if rows of that process are asked for. */
    protected static boolean wants(Set<Long> processes, int pid) {
        return processes.isEmpty() || processes.contains((long) pid);
    }
}
