// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Trace files in the recorder's directory: their names, the segments of a recording, the ledger, the lock on the
 * directory, and the deletion of old traces. {@code capture} decides which messages are written and what happens while
 * the disk fails; the file format is in {@code dev.gvtrace.trace}.
 */
@NullMarked
package dev.gvtrace.capture.files;

import org.jspecify.annotations.NullMarked;
