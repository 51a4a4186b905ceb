// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Trace files in the recorder's directory: their names, the segments of a recording, the ledger, the lock on the
 * directory, and which traces are deleted when room or time runs out. Which messages are written, and what happens
 * while the disk fails, is decided in {@code capture}; the file format is in {@code dev.gvtrace.trace}.
 */
@NullMarked
package dev.gvtrace.capture.files;

import org.jspecify.annotations.NullMarked;
