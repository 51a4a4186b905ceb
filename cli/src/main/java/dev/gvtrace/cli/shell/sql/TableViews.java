// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables as SQL has them: of each a view of its name, which reads all rows, and a macro of the same name, whose
 * parameters restrict what is read. {@code events} has its short columns, and each field of events that a statement
 * names. Used by one thread, except for what table functions ask.
 */
final class TableViews {
    /** The column in front with several traces. */
    static final String TRACE = "trace";

    static final String EVENTS = "events";
    private static final String FUNCTION = "rows_of_";
    private static final String RESTRICTED = "some_" + FUNCTION;
    /** Rows that DuckDB expects of tables with a row for each event or packet, and of all others. */
    private static final long MANY = 1_000_000;

    private static final long FEW = 1_000;

    private final DuckDb database;
    private final OpenScans scans;
    private final SqlContext context;
    private final Set<String> functions = new HashSet<>();
    private final Map<String, Table> shown = new LinkedHashMap<>();
    /** Fields of events that statements named so far. */
    private final Map<String, Column> fields = new LinkedHashMap<>();

    private Set<String> namedFields = Set.of();
    private volatile Map<String, List<Column>> columns = Map.of();

    TableViews(DuckDb database, OpenScans scans, SqlContext context) {
        this.database = database;
        this.scans = scans;
        this.context = context;
    }

    /** The columns that a table has for any statement; empty if there is no such table. */
    List<Column> columns(String table) {
        return columns.getOrDefault(table, List.of());
    }

    /** The names of the tables. */
    Collection<String> tables() {
        return columns.keySet();
    }

    /** The columns that the statement that runs sees. */
    private List<Column> visible(String table) {
        List<Column> all = columns(table);
        if (!table.equals(EVENTS)) {
            return all;
        }
        List<Column> visible = new ArrayList<>(all);
        visible.removeIf(column -> fields.containsKey(column.name()));
        namedFields.forEach(name -> visible.add(Objects.requireNonNull(fields.get(name))));
        return visible;
    }

    /** How many rows DuckDB should expect. */
    long expectedRows(String table) {
        return table.equals(EVENTS) || table.equals("messages") ? MANY : FEW;
    }

    /** Throws what is wrong with a request, before a trace is read. */
    void check(ScanRequest request) throws RequestException {
        context.tables().catalog().scan(request);
    }

    /** The function that reads all rows of a table, in upper-case as plans name it; null for another function. */
    static @Nullable String tableOf(String function) {
        String name = function.toLowerCase(Locale.ROOT);
        return name.startsWith(FUNCTION) ? name.substring(FUNCTION.length()) : null;
    }

    /**
     * Adds tables that are new, replaces those that changed, and gives events the fields that a statement names.
     *
     * @return the tables whose rows changed
     */
    Set<String> update(Collection<String> names) throws SQLException {
        TraceTables tables = context.tables();
        Table events = tables.catalog().find(EVENTS);
        Set<String> named = events == null ? Set.of() : fields(events, names);
        Set<String> changed = new HashSet<>();
        for (Table table : tables.catalog().all()) {
            String name = table.schema().name();
            boolean replaced = shown.put(name, table) != table;
            if (replaced) {
                changed.add(name);
            }
            if (replaced || name.equals(EVENTS) && !named.equals(namedFields)) {
                namedFields = named;
                show(tables, table);
            }
        }
        return changed;
    }

    /** Those of the names that are fields of events, in order, which the table of events has from now on. */
    private Set<String> fields(Table events, Collection<String> names) {
        Set<String> found = new LinkedHashSet<>();
        for (String name : names) {
            boolean own = name.equals(TRACE) || events.schema().indexOf(name) >= 0;
            if (!own && fields.computeIfAbsent(name, any -> field(events, name)) != null) {
                found.add(name);
            }
        }
        return found;
    }

    private static @Nullable Column field(Table events, String name) {
        try {
            TableSchema schema = events.scan(ScanRequest.of(EVENTS).withColumns(List.of(name)))
                    .schema();
            return schema.columns().get(0);
        } catch (RequestException e) {
            return null; // DuckDB reports that there is no such column
        }
    }

    private void show(TraceTables tables, Table table) throws SQLException {
        String name = table.schema().name();
        TableSchema schema = table.schema();
        List<Column> all =
                new ArrayList<>((tables.sources().size() == 1 ? schema : RowOutput.withTrace(schema)).columns());
        if (name.equals(EVENTS)) {
            all.addAll(fields.values());
        }
        Map<String, List<Column>> known = new LinkedHashMap<>(columns);
        known.put(name, distinct(all));
        columns = known;
        if (functions.add(name)) {
            database.register(FUNCTION + name, 0, new RowsFunction(name, this, scans, false));
            database.register(RESTRICTED + name, PARAMETERS.size(), new RowsFunction(name, this, scans, true));
        }
        showAll(name);
        List<String> accepted = parameters(table);
        database.execute("CREATE OR REPLACE MACRO " + quoted(name) + "("
                + accepted.stream().map(p -> quoted(p) + " := ''").collect(Collectors.joining(", "))
                + ") AS TABLE SELECT " + made(visible(name)) + " FROM " + RESTRICTED + name + "("
                + PARAMETERS.stream()
                        .map(p -> accepted.contains(p) ? quoted(p) : "''")
                        .collect(Collectors.joining(", "))
                + ")");
    }

    /** Names are those of SQL, where upper and lower case are the same: the first of two that differ only there. */
    private static List<Column> distinct(List<Column> all) {
        Map<String, Column> byName = new LinkedHashMap<>();
        all.forEach(column -> byName.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column));
        return List.copyOf(byName.values());
    }

    /** In the order of the table function. */
    private static final List<String> PARAMETERS = List.of("condition", "at", "since", "until");

    private static List<String> parameters(Table table) {
        ScanRequest request = ScanRequest.of(table.schema().name());
        List<String> accepted = new ArrayList<>();
        accepted.add("condition");
        if (accepts(table, request.at(Moment.END))) {
            accepted.add("at");
        }
        if (accepts(table, request.between(Moment.END, Moment.END))) {
            accepted.add("since");
            accepted.add("until");
        }
        return accepted;
    }

    private static boolean accepts(Table table, ScanRequest request) {
        try {
            table.scan(request);
            return true;
        } catch (RequestException e) {
            return false;
        }
    }

    /** Makes the view read the traces. */
    void showAll(String table) throws SQLException {
        database.execute("CREATE OR REPLACE VIEW " + quoted(table) + " AS SELECT " + made(visible(table)) + " FROM "
                + FUNCTION + table + "()");
    }

    /** Makes the view read a stored table that has only some of the columns; the others have no values. */
    void showStored(String table, String stored, Set<String> storedColumns) throws SQLException {
        String selected = visible(table).stream()
                .map(column -> storedColumns.contains(column.name())
                        ? quoted(column.name())
                        : "NULL::" + SqlType.of(column.type()).sqlName() + " AS " + quoted(column.name()))
                .collect(Collectors.joining(", "));
        database.execute("CREATE OR REPLACE VIEW " + quoted(table) + " AS SELECT " + selected + " FROM " + stored);
    }

    /** A query for all rows with these columns. */
    String query(String table, Set<String> names) {
        List<Column> wanted = columns(table).stream()
                .filter(column -> names.contains(column.name()))
                .toList();
        return "SELECT " + made(wanted) + " FROM " + FUNCTION + table + "()";
    }

    private static String made(List<Column> columns) {
        return columns.stream()
                .map(column -> SqlType.of(column.type()).made(quoted(column.name())) + " AS " + quoted(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** A name in double quotes. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
