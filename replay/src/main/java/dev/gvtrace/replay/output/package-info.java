// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Prints results: alerts as text and JSON, issues of rule files, rows of tables. Text is escaped here, with the methods
 * of {@code dev.gvtrace.text}.
 */
@NullMarked
package dev.gvtrace.replay.output;

import org.jspecify.annotations.NullMarked;
