// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/**
 * A column of a table. Immutable.
 *
 * @param name the name, also in conditions
 * @param type the type of its cells
 * @param description what a cell means, and when it has no value; empty if the name is sufficient
 */
public record Column(String name, ColumnType type, String description) {}
