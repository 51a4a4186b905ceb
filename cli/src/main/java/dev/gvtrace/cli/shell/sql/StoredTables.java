// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tables that were read before are read into memory when a statement needs them again, of their columns those that
 * statements needed. A table that does not fit is read from the traces each time. While a statement runs, the views of
 * stored tables read these; all other columns of such a view are empty, which is right because the plan of the
 * statement does not read them. Used by one thread.
 */
final class StoredTables {
    /** Half of what DuckDB may take; the other half is for statements. */
    static final long MOST_BYTES = (long) DuckDb.MEMORY_MIB << 19;

    private static final String SCHEMA = "stored";

    private final DuckDb database;
    private final TableViews views;
    private final OpenScans scans;
    /** Columns that statements needed so far. */
    private final Map<String, Set<String>> needed = new HashMap<>();

    private final Map<String, Stored> stored = new HashMap<>();
    /** Columns that did not fit together. */
    private final Map<String, Set<String>> tooLarge = new HashMap<>();

    private final Set<String> shown = new HashSet<>();
    private long bytes = MOST_BYTES;

    private record Stored(Set<String> columns, ScanReport report, long bytes) {}

    StoredTables(DuckDb database, TableViews views, OpenScans scans) {
        this.database = database;
        this.views = views;
        this.scans = scans;
    }

    /** Makes room for them. */
    void create() throws SQLException {
        database.execute("CREATE SCHEMA " + SCHEMA);
    }

    /** Sets how many bytes all tables may take; less than usual in tests. */
    void limit(long most) {
        bytes = most;
    }

    /** Drops tables whose rows changed. */
    void drop(Set<String> changed) throws SQLException {
        for (String table : changed) {
            needed.remove(table);
            tooLarge.remove(table);
            if (stored.remove(table) != null) {
                database.execute("DROP TABLE " + name(table));
            }
        }
    }

    /** Marks what a statement read from the traces. */
    void read(Map<String, Set<String>> columns) {
        columns.forEach((table, names) ->
                needed.computeIfAbsent(table, name -> new TreeSet<>()).addAll(names));
    }

    /**
     * Has a statement read stored tables in place of the traces, and stores those that were read before.
     *
     * @return what came of the reading of the tables that the statement takes from memory, some of which is earlier
     */
    List<ScanReport> use(String statement) throws SQLException {
        if (needed.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> planned = planned(statement);
        Map<String, ScanReport> reports = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> scan : planned.entrySet()) {
            String table = scan.getKey();
            boolean again = needed.containsKey(table) && !scans.isOfMoment(table);
            Stored used = again && isStored(table, scan.getValue()) ? stored.get(table) : null;
            if (used != null) {
                views.showStored(table, name(table), used.columns());
                shown.add(table);
                reports.put(table, used.report());
            }
        }
        return List.copyOf(reports.values());
    }

    /** The views read the traces again. */
    void restore() throws SQLException {
        for (String table : shown) {
            views.showAll(table);
        }
        shown.clear();
    }

    /** Columns by table that the plan of a statement reads; none if it has no plan, which its run reports. */
    private Map<String, Set<String>> planned(String statement) {
        StringBuilder plan = new StringBuilder();
        try (Statement explain = database.connection().createStatement();
                ResultSet rows = explain.executeQuery("EXPLAIN (FORMAT json) " + statement)) {
            while (rows.next()) {
                plan.append(rows.getString(2));
            }
        } catch (SQLException e) {
            return Map.of();
        }
        return Plan.reads(plan.toString());
    }

    private boolean isStored(String table, Set<String> columns) throws SQLException {
        Stored known = stored.get(table);
        if (known != null && known.columns().containsAll(columns)) {
            return true;
        }
        Set<String> wanted = new TreeSet<>(columns);
        wanted.addAll(needed.getOrDefault(table, Set.of()));
        wanted.retainAll(views.columns(table).stream().map(c -> c.name()).toList());
        return store(table, wanted) || !wanted.equals(columns) && store(table, new TreeSet<>(columns));
    }

    private boolean store(String table, Set<String> columns) throws SQLException {
        Set<String> failed = tooLarge.get(table);
        if (columns.isEmpty() || failed != null && columns.containsAll(failed)) {
            return false;
        }
        long others = stored.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(table))
                .mapToLong(entry -> entry.getValue().bytes())
                .sum();
        scans.begin(new OpenScan.Limit(bytes - others, "table '" + table + "' does not fit"));
        try {
            database.execute("CREATE OR REPLACE TABLE " + name(table) + " AS " + views.query(table, columns));
            if (scans.isCancelled()) {
                database.execute("DROP TABLE " + name(table));
                stored.remove(table);
                return false;
            }
            stored.put(table, new Stored(columns, ScanReport.of(scans.reports()), scans.bytes()));
            return true;
        } catch (SQLException e) {
            boolean tooMany = scans.failure() instanceof OpenScan.TooManyRowsException;
            if (!tooMany && !String.valueOf(e.getMessage()).startsWith("Out of Memory")) {
                throw e;
            }
            tooLarge.put(table, columns);
            return false;
        } finally {
            scans.close();
        }
    }

    private static String name(String table) {
        return SCHEMA + "." + TableViews.quoted(table);
    }

    /** Plans as DuckDB describes them in JSON. */
    static final class Plan {
        private static final JsonFactory JSON = new JsonFactory();
        private static final String COLUMNS = "Projections";

        private Plan() {}

        /**
         * The columns by table that table functions read in a plan. Tables whose columns are not named are left out.
         */
        static Map<String, Set<String>> reads(String json) {
            Map<String, Set<String>> reads = new LinkedHashMap<>();
            Set<String> unknown = new HashSet<>();
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
                String table = null;
                Set<String> columns = new TreeSet<>();
                boolean inColumns = false;
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    String name = parser.currentName();
                    switch (token) {
                        case START_OBJECT -> {
                            table = null;
                            columns.clear();
                        }
                        case START_ARRAY -> inColumns = COLUMNS.equals(name);
                        case END_ARRAY -> inColumns = false;
                        case VALUE_STRING -> {
                            if (inColumns || COLUMNS.equals(name)) {
                                columns.add(parser.getString());
                            } else if ("Function".equals(name)) {
                                table = TableViews.tableOf(parser.getString());
                            }
                        }
                        case END_OBJECT -> {
                            if (table != null && columns.isEmpty()) {
                                unknown.add(table);
                            } else if (table != null) {
                                reads.computeIfAbsent(table, any -> new TreeSet<>())
                                        .addAll(columns);
                            }
                            table = null;
                        }
                        default -> {}
                    }
                }
            }
            reads.keySet().removeAll(unknown);
            return reads;
        }
    }
}
