// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The rules that gvtrace brings: a rule file among the resources, and the class that reads it. Loading rules belongs to
 * {@code replay.rule}; their recordings are resources of the tests of {@code
 * cli}.
 */
@NullMarked
package dev.gvtrace.replay.rule.builtin;

import org.jspecify.annotations.NullMarked;
