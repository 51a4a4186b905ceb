// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What a trace knows, as rows of typed tables. A {@link dev.gvtrace.replay.table.TableSchema} says what a table holds, a
 * {@link dev.gvtrace.replay.table.ScanRequest} what is asked of it, a {@link dev.gvtrace.replay.table.Cursor} hands out the
 * rows, a {@link dev.gvtrace.replay.table.Row} is one that is kept. How traces are read is the business of {@code
 * replay.pipeline}, how rows are printed that of {@code replay.output}.
 */
@NullMarked
package dev.gvtrace.replay.table;

import org.jspecify.annotations.NullMarked;
