// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What rules need that a session or a trace does not give: fields without a value, messages that are not asked for,
 * rules that can never match. Start with {@link dev.gvtrace.replay.rule.coverage.CoverageCheck}. Loading rules belongs
 * into {@code rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.coverage;

import org.jspecify.annotations.NullMarked;
