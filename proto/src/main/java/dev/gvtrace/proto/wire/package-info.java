// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The packet: eight bytes of header, the message behind it, the handshake and the drop counter; and what a trace's
 * index says of a packet. What the bytes of a message mean stands in {@code proto.point} and in the schema; how they
 * are walked, in {@code proto.stream}.
 */
@NullMarked
package dev.gvtrace.proto.wire;

import org.jspecify.annotations.NullMarked;
