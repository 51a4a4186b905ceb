// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Traces in any layout: where their bytes come from, which records they have, which part is read, and what is reported
 * about them. {@code FORMAT.md} of this module is the specification. Messages are opaque: {@code proto.*} is not used
 * here, and only the beginning of a packet is parsed, so that it can be stored in parts.
 *
 * <p>Start with {@link dev.gvtrace.trace.TraceSource}, a trace to read, and {@link dev.gvtrace.trace.RecordCursor},
 * which returns its records; {@link dev.gvtrace.trace.Selection} determines which of them. {@link
 * dev.gvtrace.trace.RecordKind} lists the kinds, and {@link dev.gvtrace.trace.Opening}, {@link
 * dev.gvtrace.trace.Facts}, {@link dev.gvtrace.trace.Gap} and {@link dev.gvtrace.trace.Closing} are the bodies of those
 * that are not messages, made of tagged values ({@code TagWriter}, {@code TagReader}). {@link
 * dev.gvtrace.trace.SplitMessage} is a message stored in parts. A caller that decodes messages describes them through a
 * {@link dev.gvtrace.trace.MessageIndexer}. Bytes come from a {@link dev.gvtrace.trace.ByteSource}; readers use it as
 * {@link dev.gvtrace.trace.TraceBytes}. Results are {@link dev.gvtrace.trace.TraceSummary}, {@link
 * dev.gvtrace.trace.VerifyReport} and {@link dev.gvtrace.trace.Damage}; a file that cannot be read at all is a {@link
 * dev.gvtrace.trace.TraceException}. {@link dev.gvtrace.trace.TraceFormat} has all constants of the format.
 *
 * <p>{@code trace.source} opens traces; the layouts are in {@code trace.gvt} and {@code trace.tracereplay}.
 */
@NullMarked
package dev.gvtrace.trace;

import org.jspecify.annotations.NullMarked;
