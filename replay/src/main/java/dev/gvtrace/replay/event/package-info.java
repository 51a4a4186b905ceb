// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The events that rules see, made of a message in {@code event.message} and a type in {@code event.type}. Nothing here
 * keeps state between two events.
 */
@NullMarked
package dev.gvtrace.replay.event;

import org.jspecify.annotations.NullMarked;
