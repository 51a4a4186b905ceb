// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * New traces from others: slices and imports ({@link dev.gvtrace.trace.copy.TraceCopier}), merged and repaired ones.
 * The original files are never changed.
 */
@NullMarked
package dev.gvtrace.trace.copy;

import org.jspecify.annotations.NullMarked;
