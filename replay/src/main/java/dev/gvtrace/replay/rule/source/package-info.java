// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The sources of rules: files, their YAML in the dialect of Falco's parser (for files that only gvtrace reads, YAML
 * 1.2), and the place of every character. The meaning of the YAML belongs to {@code replay.rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.source;

import org.jspecify.annotations.NullMarked;
