// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The condition language as text and as a tree: lexer, parser, tree, printer, and the resolution of macros.
 * Fields and types are not known here: conditions are checked in {@code replay.filter}. Start with {@link
 * dev.gvtrace.replay.filter.ast.Expr} and {@link dev.gvtrace.replay.filter.ast.Operand}, then {@link
 * dev.gvtrace.replay.filter.ast.FilterParser}, which has the grammar.
 */
@NullMarked
package dev.gvtrace.replay.filter.ast;

import org.jspecify.annotations.NullMarked;
