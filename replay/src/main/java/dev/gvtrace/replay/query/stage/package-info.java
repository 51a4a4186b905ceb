// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What a question does to rows after they left their table: {@code | count by name | top 5}. {@link
 * dev.gvtrace.replay.query.stage.StageParser} reads the words of a stage, {@link
 * dev.gvtrace.replay.query.stage.Pipeline} decides what of it the table can do itself (conditions, columns, a limit)
 * and puts the rest over the rows. Memory is bounded; what had to be left out is noted. Nothing here reads a trace or
 * prints.
 *
 * <p>To read first: {@link dev.gvtrace.replay.query.stage.Stage}, then the stages. {@code Groups} counts and sums,
 * {@code BestRows} sorts.
 */
@NullMarked
package dev.gvtrace.replay.query.stage;

import org.jspecify.annotations.NullMarked;
