// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Protobuf read in place, bounded and without building objects. Wire types are read, messages are not known here.
 */
@NullMarked
package dev.gvtrace.proto.stream;

import org.jspecify.annotations.NullMarked;
