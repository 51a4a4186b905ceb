// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;

/**
 * Brings tables of its own. Internal: extensions implement {@code TableExtension} of {@code
 * dev.gvtrace.api.extension}, for which there is an adapter.
 */
public interface TableProvider {
    /** The tables; their names have to differ from those of all others. */
    List<Table> tables();
}
