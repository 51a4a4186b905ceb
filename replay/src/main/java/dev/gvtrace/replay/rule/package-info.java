// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Rule files: read, collect, resolve, compile. Every fault becomes an issue with a place, none an exception.
 */
@NullMarked
package dev.gvtrace.replay.rule;

import org.jspecify.annotations.NullMarked;
