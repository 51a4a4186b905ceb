// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Verifies whether a recording is intact, authentic and complete, from its files and the ledger of its directory. Start
 * with {@link dev.gvtrace.trace.verify.RecordingVerifier}; single files are checked by {@link
 * dev.gvtrace.trace.verify.TraceVerifier} and the classes of its layout.
 */
@NullMarked
package dev.gvtrace.trace.verify;

import org.jspecify.annotations.NullMarked;
