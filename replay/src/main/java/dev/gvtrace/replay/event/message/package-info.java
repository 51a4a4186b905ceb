// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Views of the Sentry's messages: they hold no values and read from the block's bytes when asked. Start with {@link
 * dev.gvtrace.replay.event.message.Message}; one leaf a message type, {@link dev.gvtrace.replay.event.message.MessageViews} has one
 * of each. What a message means for processes belongs into {@code state}, what conditions call it into {@code field}.
 */
@NullMarked
package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.NullMarked;
