// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/** The event types that conditions name, with their parameters, from the table {@code events.txt}. Knows no message. */
@NullMarked
package dev.gvtrace.replay.event.type;

import org.jspecify.annotations.NullMarked;
