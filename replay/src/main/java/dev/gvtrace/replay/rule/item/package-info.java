// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The content of a rule file in any syntax: items with their places, and the issues found in them. Start with {@link
 * dev.gvtrace.replay.rule.item.RuleItem}. Reading a syntax belongs to {@code rule.yaml} or to an implementation of
 * {@link dev.gvtrace.replay.rule.item.RuleSyntax}; resolving and compiling items belongs to {@code rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.item;

import org.jspecify.annotations.NullMarked;
