// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What rules are read from: files, their YAML as Falco's parser reads it, and the place of every character. What the
 * YAML means belongs to {@code replay.rule}.
 */
@NullMarked
package dev.gvtrace.replay.rule.source;

import org.jspecify.annotations.NullMarked;
