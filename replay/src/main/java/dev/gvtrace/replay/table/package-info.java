// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The contents of a trace as rows of typed tables. Reading traces belongs to {@code replay.pipeline}, printing rows to
 * {@code replay.output}, the language of the shell to {@code replay.query}.
 *
 * <p>To read first: {@link dev.gvtrace.replay.table.TableSchema} (what a table holds), {@link
 * dev.gvtrace.replay.table.ScanRequest} (what is asked of it), {@link dev.gvtrace.replay.table.Cursor} and {@link
 * dev.gvtrace.replay.table.Row} (what the answer looks like). Then how an answer is made: {@link
 * dev.gvtrace.replay.table.TableCatalog} finds the table, the table makes a {@link dev.gvtrace.replay.table.Scan} of
 * the request, this begins a {@link dev.gvtrace.replay.table.TraceScan} for each trace, which is shown the events and
 * adds rows to {@link dev.gvtrace.replay.table.Rows}; these try the condition and write the cells into a {@link
 * dev.gvtrace.replay.table.RowBatch}.
 *
 * <p>A new table extends {@link dev.gvtrace.replay.table.RowTable}; {@code GapTable} is the shortest one. Tables that
 * are derived from many events are in {@code replay.table.derived}. Like those from outside they come through a {@link
 * dev.gvtrace.replay.table.TableProvider}.
 */
@NullMarked
package dev.gvtrace.replay.table;

import org.jspecify.annotations.NullMarked;
