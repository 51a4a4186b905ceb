// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/** The event types of conditions, with their parameters, from the table {@code events.txt}. Independent of messages. */
@NullMarked
package dev.gvtrace.replay.event.type;

import org.jspecify.annotations.NullMarked;
