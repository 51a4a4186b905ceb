// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The stages that process the rows of a table: {@code | count by name | top 5}. {@link
 * dev.gvtrace.replay.query.stage.StageParser} parses a stage, {@link dev.gvtrace.replay.query.stage.Pipeline} decides
 * what the table can do itself (conditions, columns, a limit) and applies the rest to the rows. Memory is bounded;
 * notes report omitted rows. Reading traces and printing do not belong here.
 *
 * <p>Read first {@link dev.gvtrace.replay.query.stage.Stage}, then the stages. {@code Grouping} counts and sums, {@code
 * BestRows} sorts.
 */
@NullMarked
package dev.gvtrace.replay.query.stage;

import org.jspecify.annotations.NullMarked;
