// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * From bytes to verdicts: whether a recording is intact, authentic and complete, by its files and by the ledger of its
 * directory. {@link dev.gvtrace.trace.verify.RecordingVerifier} is where to start; the bytes of one file are checked by
 * {@link dev.gvtrace.trace.verify.TraceVerifier} and the classes of its layout.
 */
@NullMarked
package dev.gvtrace.trace.verify;

import org.jspecify.annotations.NullMarked;
