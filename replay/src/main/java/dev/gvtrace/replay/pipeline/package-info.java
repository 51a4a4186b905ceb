// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Drives the steps from a trace to the listeners: one sandbox in order on one thread, several side by side.
 */
@NullMarked
package dev.gvtrace.replay.pipeline;

import org.jspecify.annotations.NullMarked;
