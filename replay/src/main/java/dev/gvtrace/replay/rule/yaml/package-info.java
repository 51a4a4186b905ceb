// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Falco's syntax: the YAML of rule files becomes items. Start with {@link dev.gvtrace.replay.rule.yaml.FalcoSyntax}.
 * YAML itself belongs to {@code rule.source}; resolving the items belongs to {@code rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.yaml;

import org.jspecify.annotations.NullMarked;
