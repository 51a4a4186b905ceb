// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.provider.NamedCatalog;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.Providers;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.NearestName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
     * @param binding has the fields that the table of events has as columns
     * @throws ProviderException if a provider cannot be created, or its tables cannot be added
     */
    public static TableCatalog load(Binding<EventContext> binding) throws ProviderException {
        return of(binding, Providers.installed(TableProvider.class, Tables.NOUN));
    }

    /**
     * The tables of gvtrace and those of these providers.
     *
     * @param binding has the fields that the table of events has as columns
     * @throws ProviderException if two tables have the same name, or a name is not allowed
     */
    public static TableCatalog of(Binding<EventContext> binding, List<? extends TableProvider> providers)
            throws ProviderException {
        Map<String, Table> tables = new LinkedHashMap<>();
        NamedCatalog.of(new Tables(), own(binding), providers)
                .all()
                .forEach(table -> tables.put(table.schema().name(), table));
        return new TableCatalog(tables);
    }

    /** The same with another table in place of the one of its name, or behind the others if there is none. */
    public TableCatalog with(Table table) {
        Map<String, Table> changed = new LinkedHashMap<>(tables);
        changed.put(table.schema().name(), table);
        return new TableCatalog(changed);
    }

    private static List<Table> own(Binding<EventContext> binding) {
        return List.of(
                new EventTable(binding),
                new DescriptorTables.Descriptors(),
                new DescriptorTables.Sockets(),
                new EnvironmentTable(),
                new GapTable(),
                new WeirdTable(),
                new MessageTable());
    }

    /** The tables of providers. */
    private static final class Tables implements NamedCatalog.Kind<TableProvider, Table> {
        static final String NOUN = "table";
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

        @Override
        public String noun() {
            return NOUN;
        }

        @Override
        public List<Table> of(TableProvider provider) {
            return provider.tables();
        }

        @Override
        public String name(Table table) {
            return table.schema().name();
        }

        @Override
        public @Nullable String expected(Table table) {
            return NAME.matcher(name(table)).matches()
                    ? null
                    : "a lower-case letter, then lower-case letters, digits and underscores";
        }
    }

    /** All tables, gvtrace's first. */
    public Collection<Table> all() {
        return tables.values();
    }

    /** The table with this name, or null if there is none. */
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
}
