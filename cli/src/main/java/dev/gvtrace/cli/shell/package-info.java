// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The query shell: commands, answers and what is below them. Lines at a terminal are read by {@code terminal},
 * statements of SQL answered by {@code sql}.
 *
 * <p>Tables are queried without {@code dev.gvtrace.api}: the language of questions and reports is not part of it, and
 * rows are printed from their cells without a copy.
 */
@NullMarked
package dev.gvtrace.cli.shell;

import org.jspecify.annotations.NullMarked;
