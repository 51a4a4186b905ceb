// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The condition language: lexer, parser, syntax tree, checker, compiler, evaluation. Knows conditions, not rules. Start with
 * {@link dev.gvtrace.replay.filter.FilterParser}, {@link dev.gvtrace.replay.filter.FilterCompiler} and {@link
 * dev.gvtrace.replay.filter.CompiledTest}. What compares texts and addresses without knowing a condition is in {@code filter.match}.
 */
@NullMarked
package dev.gvtrace.replay.filter;

import org.jspecify.annotations.NullMarked;
