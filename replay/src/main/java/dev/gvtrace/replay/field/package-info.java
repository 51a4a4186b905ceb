// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The names that conditions and outputs may use, what each means, and how its value is read from an event.
 */
@NullMarked
package dev.gvtrace.replay.field;

import org.jspecify.annotations.NullMarked;
