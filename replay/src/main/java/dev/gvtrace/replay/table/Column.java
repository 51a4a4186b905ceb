// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

/**
 * A column of a table.
 *
 * @param name the heading, the key in JSON, and the name in conditions
 * @param type what its cells hold
 * @param description what a cell means, and when it has no value; a sentence
 * @param prose whether cells are sentences, which are read to their end wherever they are shown
 */
public record Column(String name, ColumnType type, String description, boolean prose) {
    /** A column of values. */
    public Column(String name, ColumnType type, String description) {
        this(name, type, description, false);
    }

    /** A column of sentences, the last one of its table. */
    public static Column prose(String name, String description) {
        return new Column(name, ColumnType.TEXT, description, true);
    }

    /** A column of a listing that needs no description. */
    public static Column of(String name, ColumnType type) {
        return new Column(name, type, "");
    }

    /** A column of text that needs no description. */
    public static Column text(String name) {
        return of(name, ColumnType.TEXT);
    }
}
