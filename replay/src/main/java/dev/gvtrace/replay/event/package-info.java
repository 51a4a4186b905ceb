// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The events for rules and queries: a message of {@code event.message} and a type of {@code event.type}. This package
 * keeps no state between events.
 */
@NullMarked
package dev.gvtrace.replay.event;

import org.jspecify.annotations.NullMarked;
