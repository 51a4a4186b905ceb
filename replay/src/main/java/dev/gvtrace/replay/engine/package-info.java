// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Evaluates compiled rules on events: which rules, in which order, and the resulting alerts.
 */
@NullMarked
package dev.gvtrace.replay.engine;

import org.jspecify.annotations.NullMarked;
