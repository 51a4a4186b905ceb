// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of facts that a trace holds, as rows. {@link RowTable} is the usual way to make one. Immutable, thread-safe.
 */
public interface Table {
    /** The name and the columns. */
    TableSchema schema();

    /** True if it shows the state of a moment, and nothing else. */
    default boolean showsMoment() {
        return false;
    }

    /** True if it can show the state of a moment. */
    default boolean takesMoment() {
        return showsMoment();
    }

    /**
     * The types of events, by name, that an answer stands on, each with the columns that need it, or none if its rows
     * do: if a session did not ask for a type, rows are missing or these columns are incomplete. Only columns that are
     * requested, or that the condition reads, count.
     */
    default Map<String, Set<String>> eventTypes(ScanRequest request) {
        return Map.of();
    }

    /** What a reader of its rows has to know about where they come from, a phrase in byte text; null for nothing. */
    default @Nullable String note() {
        return null;
    }

    /** True if its rows are made of many events each, so that they are worth keeping for a later question. */
    default boolean isDerived() {
        return false;
    }

    /**
     * Makes a scan.
     *
     * @throws RequestException if there is no such column, or a condition or moment is invalid
     */
    Scan scan(ScanRequest request) throws RequestException;
}
