// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

/**
 * A column of a table.
 *
 * @param name the heading, the key in JSON, and the name in conditions
 * @param type what its cells hold
 * @param description what a cell means, and when it has no value; a sentence
 */
public record Column(String name, ColumnType type, String description) {
    /** A column of a listing that needs no description. */
    public static Column of(String name, ColumnType type) {
        return new Column(name, type, "");
    }

    /** A column of text that needs no description. */
    public static Column text(String name) {
        return of(name, ColumnType.TEXT);
    }
}
