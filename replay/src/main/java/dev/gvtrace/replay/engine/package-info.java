// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Compiled rules over events: which rules see an event, in which order, and the alerts that come of it.
 */
@NullMarked
package dev.gvtrace.replay.engine;

import org.jspecify.annotations.NullMarked;
