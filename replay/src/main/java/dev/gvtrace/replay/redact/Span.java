// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

/**
 * A stretch of a value in the copy that stands for a part of the original.
 *
 * @param start its first byte
 * @param length its bytes
 * @param rule name of the rule that replaced it
 */
record Span(int start, int length, String rule) {}
