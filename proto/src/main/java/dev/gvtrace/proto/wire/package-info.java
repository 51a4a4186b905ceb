// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The packet: eight bytes of header and the message after it; the handshake and the drop counter; and what a trace's
 * index needs from a packet. The types of messages are in {@code proto.point}, their fields in the schema; protobuf is
 * read by {@code proto.stream}.
 */
@NullMarked
package dev.gvtrace.proto.wire;

import org.jspecify.annotations.NullMarked;
