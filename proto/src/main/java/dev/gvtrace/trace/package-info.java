// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What a trace is, whatever its layout: where its bytes come from, what records it has, which part of it is read, and
 * what is reported about it. {@code FORMAT.md} of this module is the specification. Messages are opaque: nothing of
 * {@code proto.*} is used here, and of a packet only its beginning is known, so that it can be stored in parts.
 *
 * <p>Start with {@link dev.gvtrace.trace.TraceSource}, a trace to read, and {@link dev.gvtrace.trace.RecordCursor},
 * which hands out its records; {@link dev.gvtrace.trace.Selection} says which of them. {@link
 * dev.gvtrace.trace.RecordKind} lists the kinds, and {@link dev.gvtrace.trace.Opening}, {@link
 * dev.gvtrace.trace.Facts}, {@link dev.gvtrace.trace.Gap} and {@link dev.gvtrace.trace.Closing} are the bodies of those
 * that are not messages, made of tagged values ({@code TagWriter}, {@code TagReader}). {@link
 * dev.gvtrace.trace.SplitMessage} is a message that is stored in parts. {@link dev.gvtrace.trace.MessageIndexer} is how
 * a caller that decodes messages describes one. Bytes come from a {@link dev.gvtrace.trace.ByteSource}; readers use it
 * as {@link dev.gvtrace.trace.TraceBytes}. What is found is reported as {@link dev.gvtrace.trace.TraceSummary}, {@link
 * dev.gvtrace.trace.VerifyReport} and {@link dev.gvtrace.trace.Damage}; what cannot be read at all is a {@link
 * dev.gvtrace.trace.TraceException}. {@link dev.gvtrace.trace.TraceFormat} has all numbers of the format.
 *
 * <p>Opening traces is {@code trace.source}, the layouts are {@code trace.gvt} and {@code trace.tracereplay}.
 */
@NullMarked
package dev.gvtrace.trace;

import org.jspecify.annotations.NullMarked;
