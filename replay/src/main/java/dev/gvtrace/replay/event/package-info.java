// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What happened, typed: the messages of the Sentry as views over their bytes, and the events that rules see, with their
 * parameters. Nothing here keeps state between two events.
 */
@NullMarked
package dev.gvtrace.replay.event;

import org.jspecify.annotations.NullMarked;
