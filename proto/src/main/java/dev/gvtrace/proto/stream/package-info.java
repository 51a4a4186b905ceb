// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Reads protobuf in place, within bounds and without creating objects. Only wire types are known here, not messages.
 */
@NullMarked
package dev.gvtrace.proto.stream;

import org.jspecify.annotations.NullMarked;
