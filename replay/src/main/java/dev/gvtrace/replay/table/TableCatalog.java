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
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables that can be asked, by name. Immutable, thread-safe. */
public final class TableCatalog {
    private final NamedCatalog<TableProvider, Table> tables;

    private TableCatalog(NamedCatalog<TableProvider, Table> tables) {
        this.tables = tables;
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
        return new TableCatalog(NamedCatalog.of(new Tables(), own(binding), providers));
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
        return tables.all();
    }

    /** The table of that name, null if there is none. */
    public @Nullable Table find(String name) {
        return tables.find(name);
    }

    /**
     * Makes a scan.
     *
     * @throws RequestException if there is no such table or column, or a condition or moment is invalid
     */
    public Scan scan(ScanRequest request) throws RequestException {
        Table table = tables.find(request.table());
        if (table == null) {
            String nearest = NearestName.of(request.table(), tables.names());
            throw new RequestException("unknown table '" + request.table() + "'"
                    + (nearest == null
                            ? "; expected one of " + String.join(", ", tables.names())
                            : "; nearest: " + nearest));
        }
        return table.scan(request);
    }
}
