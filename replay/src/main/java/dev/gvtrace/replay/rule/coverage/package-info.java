// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Finds what rules need but a session or a trace lacks: fields without a value, messages that are not requested, rules
 * that can never match. Start with {@link dev.gvtrace.replay.rule.coverage.CoverageCheck}. Loading rules belongs into
 * {@code rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.coverage;

import org.jspecify.annotations.NullMarked;
