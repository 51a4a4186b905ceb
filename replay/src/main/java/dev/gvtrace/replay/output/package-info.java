// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * How answers look: alerts as text and JSON, what is wrong with rule files, tables, and the escaping of what is not trusted.
 */
@NullMarked
package dev.gvtrace.replay.output;

import org.jspecify.annotations.NullMarked;
