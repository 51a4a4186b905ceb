// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Commands for recording: capture with its live rules, session with its install, points; doctor is a package below.
 * Recording itself is done by {@code dev.gvtrace.capture}.
 *
 * <p>Nothing here uses {@code dev.gvtrace.api}: recording, session configurations and rules over a stream that is being
 * recorded are not part of it.
 */
@NullMarked
package dev.gvtrace.cli.capture;

import org.jspecify.annotations.NullMarked;
