// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The layout of gVisor's own {@code tracereplay} tool, read and written. It contains only packets: no receive times, no
 * checksums, no index.
 */
@NullMarked
package dev.gvtrace.trace.tracereplay;

import org.jspecify.annotations.NullMarked;
