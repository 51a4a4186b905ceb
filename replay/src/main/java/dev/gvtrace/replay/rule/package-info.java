// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Rule files: read, collect, resolve, compile. Every fault becomes an issue with a place, none an exception. Start with {@link
 * dev.gvtrace.replay.rule.RuleLoader}. Files and places are in {@code rule.source}, items and issues in {@code rule.item}, Falco's syntax in {@code rule.yaml}, what rules lack in {@code rule.coverage}, files
 * with tests in {@code rule.test}.
 */
@NullMarked
package dev.gvtrace.replay.rule;

import org.jspecify.annotations.NullMarked;
