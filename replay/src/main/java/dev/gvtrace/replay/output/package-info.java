// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * How results are printed: alerts as text and JSON, what loading rule files found, rows of tables. Text is escaped here
 * on its way out; how, stands in {@code dev.gvtrace.text}.
 */
@NullMarked
package dev.gvtrace.replay.output;

import org.jspecify.annotations.NullMarked;
