// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * A line of the query shell while it is typed: the roles of its parts, for colours, and what may stand at the cursor,
 * for completion. {@link dev.gvtrace.replay.query.line.LineScan} is the class to read first. Lines here may be invalid
 * or unfinished; what a valid one means is in {@code replay.query}. Terminals and reading traces do not belong here.
 */
@NullMarked
package dev.gvtrace.replay.query.line;

import org.jspecify.annotations.NullMarked;
