// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Matchers of texts and addresses: globs, prefixes, paths, networks, POSIX patterns. They are independent of conditions
 * and events; {@code filter} decides which are used.
 */
@NullMarked
package dev.gvtrace.replay.filter.match;

import org.jspecify.annotations.NullMarked;
