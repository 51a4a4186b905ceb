// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The rows of several tables become one answer: as they are, as a tree of processes, as a chain of ancestors. What a
 * command asks and the words after it belong to {@code replay.query}, sentences to {@code replay.query.narrative}.
 *
 * <p>Read first {@link dev.gvtrace.replay.query.arrangement.Arrangement}. {@code TraceRows} takes rows trace by trace,
 * {@code ProcessChoice} finds the processes that a user names.
 */
@NullMarked
package dev.gvtrace.replay.query.arrangement;

import org.jspecify.annotations.NullMarked;
