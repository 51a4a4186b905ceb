// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Checks, compiles and evaluates conditions, and prints outputs. Rules are not known here. The text and the tree of a
 * condition are in {@code filter.ast}, matchers for texts and addresses in {@code filter.match}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.filter.FilterCompiler} turns trees into {@link
 *       dev.gvtrace.replay.filter.CompiledFilter}s and links those that are evaluated together into a {@link
 *       dev.gvtrace.replay.filter.FilterProgram}; {@link dev.gvtrace.replay.filter.Evaluation} caches values and
 *       verdicts for one event.
 *   <li>{@code CompiledTest} is a compiled part of a condition: a {@code ValueReader} (made by {@code
 *       OperandCompiler} and {@code ValueReaders}) reads a value, a {@code TextMatcher}, {@code NumberMatcher}, {@code
 *       AddressMatcher} or {@code AnyTest} compares it with constants, a {@code Pair} with another value.
 *   <li>{@code CheckCompiler} compiles one check into such a test or finds its errors; {@link
 *       dev.gvtrace.replay.filter.FilterChecker} collects these as {@link dev.gvtrace.replay.filter.FilterIssue}s.
 *       {@code Constants} parses constants, {@code Quirks} has Falco's exceptions from its own rules.
 *   <li>{@code Node} and {@code NodeGraph} share equal parts of conditions, {@code Specialiser} simplifies them for an
 *       event type, {@code Linker} puts the rest into the best order. {@code TupleCompiler}, {@code AnyText}, {@code
 *       CachedText} and {@code SetMatchers} are optimizations for common shapes.
 *   <li>{@link dev.gvtrace.replay.filter.EventTypeSet} is the set of types that a condition can match; {@link
 *       dev.gvtrace.replay.filter.OutputTemplate} prints outputs, {@code OutputValue} single values; {@link
 *       dev.gvtrace.replay.filter.Explanation} shows why a condition holds.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.filter;

import org.jspecify.annotations.NullMarked;
