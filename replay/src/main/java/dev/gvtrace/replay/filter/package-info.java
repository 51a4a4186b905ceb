// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The condition language: lexer, parser, syntax tree, checker, compiler. Knows conditions, not rules.
 */
@NullMarked
package dev.gvtrace.replay.filter;

import org.jspecify.annotations.NullMarked;
