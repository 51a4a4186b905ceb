// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Anchors: lines about the heads of chains, which a recorder sends elsewhere while it records. {@code FORMAT.md} of
 * this module is the specification. Here a line is written and read; {@code trace.verify} compares anchors with
 * recordings.
 *
 * <p>Read first {@link dev.gvtrace.trace.anchor.Anchor}, then {@link dev.gvtrace.trace.anchor.AnchorLine}, its form as
 * a chained and signed line; {@link dev.gvtrace.trace.anchor.AnchorChain} makes the lines of one output.
 */
@NullMarked
package dev.gvtrace.trace.anchor;

import org.jspecify.annotations.NullMarked;
