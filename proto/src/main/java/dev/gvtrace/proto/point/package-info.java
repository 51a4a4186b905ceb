// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Which points a Sentry has: message types, point names with their optional and context fields, and the tables of
 * system calls of both architectures. Facts only: no code here reads messages.
 */
@NullMarked
package dev.gvtrace.proto.point;

import org.jspecify.annotations.NullMarked;
