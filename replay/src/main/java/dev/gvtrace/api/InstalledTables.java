// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.table.TableCatalog;
import org.jspecify.annotations.Nullable;

/** The tables of traces that were opened together: loaded, with their extensions, when first asked for. Thread-safe. */
final class InstalledTables {
    private @Nullable TableCatalog loaded;

    /**
     * The tables.
     *
     * @throws GvtraceException INVALID_EXTENSION
     */
    synchronized TableCatalog catalog() {
        TableCatalog known = loaded;
        if (known == null) {
            known = Problems.translated(() -> TableCatalog.load(EventBinding.load()));
            loaded = known;
        }
        return known;
    }
}
