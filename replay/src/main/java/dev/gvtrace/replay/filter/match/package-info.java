// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Matchers of texts and addresses: globs, prefixes, paths, networks, POSIX patterns. They know neither conditions nor
 * events; what they are asked for is decided in {@code filter}.
 */
@NullMarked
package dev.gvtrace.replay.filter.match;

import org.jspecify.annotations.NullMarked;
