// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Sends the heads of chains elsewhere while they are recorded: {@code capture --anchor}. Writers report heads;
 * recording is not seen here.
 *
 * <p>Read first {@link dev.gvtrace.cli.capture.anchor.Anchors}, which passes each head to each {@link
 * dev.gvtrace.cli.capture.anchor.AnchorOutput}: that is a chain of anchors and a thread that delivers them. {@link
 * dev.gvtrace.cli.capture.anchor.AnchorOptions} makes them from a command line.
 */
@NullMarked
package dev.gvtrace.cli.capture.anchor;

import org.jspecify.annotations.NullMarked;
