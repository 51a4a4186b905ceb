// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The trace file: writer, reader, index, verification, repair, and the layout of gVisor's own tracereplay tool. Messages
 * are opaque here: nothing of {@code proto.*} is seen, and of a packet only what it begins with is known, so that it can be
 * stored in parts. {@code FORMAT.md} of this module is the specification.
 */
@NullMarked
package dev.gvtrace.trace;

import org.jspecify.annotations.NullMarked;
