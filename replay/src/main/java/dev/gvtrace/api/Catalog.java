// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.List;

/** What conditions, outputs and queries can name, without a trace. Safe for use by any number of threads. */
public final class Catalog {
    private Catalog() {}

    /**
     * The fields of events, those of {@link java.util.ServiceLoader} extensions included: what conditions and outputs
     * of rules can name, and the columns that the table {@code events} has beside those of its schema.
     *
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static List<FieldInfo> fields() {
        return Problems.translated(
                () -> EventBinding.load().all().stream().map(FieldInfo::of).toList());
    }

    /**
     * The tables that can be asked, those of {@link java.util.ServiceLoader} extensions included.
     *
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static List<TableSchema> tables() {
        return Problems.translated(() -> TableCatalog.load(EventBinding.load()).all().stream()
                .map(Table::schema)
                .map(Schemas::of)
                .toList());
    }
}
