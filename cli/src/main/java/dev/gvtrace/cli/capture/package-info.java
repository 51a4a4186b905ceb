// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Commands about recording: capture with its live rules, session, points, doctor. What is recorded is up to {@code dev.gvtrace.capture}.
 */
@NullMarked
package dev.gvtrace.cli.capture;

import org.jspecify.annotations.NullMarked;
