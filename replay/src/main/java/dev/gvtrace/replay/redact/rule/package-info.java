// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Rules of redaction: their YAML, what they say about which kind of field, and those that gvtrace brings. Nothing here
 * reads a trace; rules are applied by {@code replay.redact}. Start with {@link
 * dev.gvtrace.replay.redact.rule.RedactionRules}.
 */
@NullMarked
package dev.gvtrace.replay.redact.rule;

import org.jspecify.annotations.NullMarked;
