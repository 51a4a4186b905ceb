// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * SQL over the tables of traces: DuckDB reads them by table functions, a row when it needs one. The only package that
 * imports org.duckdb, and none of its classes is loaded before the first statement. Printing is the shell's.
 *
 * <p>Read {@code SqlSession} first, which answers a statement, then {@code TableViews}, the tables as SQL has them, and
 * {@code RowsFunction}, which feeds their rows.
 */
@NullMarked
package dev.gvtrace.cli.shell.sql;

import org.jspecify.annotations.NullMarked;
