// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/**
 * A column of a table. Immutable.
 *
 * @param name the name, also in conditions
 * @param type what its cells hold
 * @param description what a cell means, and when it has no value; empty if the name says it
 */
public record Column(String name, ColumnType type, String description) {}
