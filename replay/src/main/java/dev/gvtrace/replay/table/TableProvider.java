// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;

/**
 * Brings tables of its own. {@link java.util.ServiceLoader} finds it by an entry in {@code
 * META-INF/services/dev.gvtrace.replay.table.TableProvider}; it needs a public constructor without parameters.
 */
public interface TableProvider {
    /** The tables; their names have to differ from those of all others. */
    List<Table> tables();
}
