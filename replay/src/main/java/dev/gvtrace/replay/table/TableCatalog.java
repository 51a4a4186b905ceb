// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.text.NearestName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The tables that can be asked, by name. Immutable, thread-safe. */
public final class TableCatalog {
    private final Map<String, Table> tables;

    private TableCatalog(Map<String, Table> tables) {
        this.tables = Collections.unmodifiableMap(tables);
    }

    /**
     * The tables of gvtrace and those of all providers on the class path.
     *
     * @throws RequestException if two have the same name
     */
    public static TableCatalog installed() throws RequestException {
        return with(ServiceLoader.load(TableProvider.class, TableCatalog.class.getClassLoader()));
    }

    /**
     * The tables of gvtrace and those of these providers.
     *
     * @throws RequestException if two have the same name
     */
    public static TableCatalog with(Iterable<? extends TableProvider> providers) throws RequestException {
        Map<String, Table> tables = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        add(new OwnTables(), tables, owners);
        for (TableProvider provider : providers) {
            add(provider, tables, owners);
        }
        return new TableCatalog(tables);
    }

    private static void add(TableProvider provider, Map<String, Table> tables, Map<String, String> owners)
            throws RequestException {
        String owner = provider.getClass().getName();
        for (Table table : provider.tables()) {
            String name = table.schema().name();
            String other = owners.putIfAbsent(name, owner);
            if (other != null) {
                throw new RequestException("table '" + name + "' of " + owner + " has the name of a table of " + other);
            }
            tables.put(name, table);
        }
    }

    /** All tables, gvtrace's first. */
    public Collection<Table> all() {
        return tables.values();
    }

    /** The table of that name, null if there is none. */
    public @Nullable Table find(String name) {
        return tables.get(name);
    }

    /**
     * Makes a scan.
     *
     * @throws RequestException if there is no such table or column, or a condition or moment is invalid
     */
    public Scan scan(ScanRequest request) throws RequestException {
        Table table = tables.get(request.table());
        if (table == null) {
            String nearest = NearestName.of(request.table(), tables.keySet());
            throw new RequestException("unknown table '" + request.table() + "'"
                    + (nearest == null
                            ? "; expected one of " + String.join(", ", tables.keySet())
                            : "; nearest: " + nearest));
        }
        return table.scan(request);
    }

    /** Those of gvtrace. */
    private static final class OwnTables implements TableProvider {
        @Override
        public List<Table> tables() {
            return List.of(
                    new EventTable(),
                    new ProcessTable(),
                    new DescriptorTables.Descriptors(),
                    new DescriptorTables.Sockets(),
                    new EnvironmentTable(),
                    new GapTable(),
                    new WeirdTable(),
                    new MessageTable());
        }
    }
}
