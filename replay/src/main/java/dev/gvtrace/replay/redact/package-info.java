// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Copies of traces without secrets, and the proof that a copy is one. {@code TraceRedactor} makes a copy: {@code
 * ValueRedactor} applies the rules to single values, {@code MessageRedactor} and {@code RecordRedactor} find the values
 * in packets and in other records, and {@code RedactionFacts} writes down which parts differ. {@code RedactionCheck}
 * compares a copy with its original by these parts alone, without the rules. The rules themselves are in {@code rule}.
 */
@NullMarked
package dev.gvtrace.replay.redact;

import org.jspecify.annotations.NullMarked;
