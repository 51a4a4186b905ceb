// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import java.util.Set;

/**
 * A statement that may run: one that only reads.
 *
 * @param text of the entire statement
 * @param explained true if its plan is asked for, not its rows
 * @param columns names of columns as written, without their table
 * @param literals texts in it
 * @param allColumns true if it names columns by a pattern, or asks which there are
 */
record ParsedStatement(String text, boolean explained, Set<String> columns, Set<String> literals, boolean allColumns) {}
