// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * All that a trace knows of a single event: its fields, the state at it, and the packets that it was made of, decoded
 * field by field and as bytes. {@link dev.gvtrace.replay.detail.EventVisit} reads the event, {@link
 * dev.gvtrace.replay.detail.EventDetail} collects what is known of it, {@link dev.gvtrace.replay.detail.PacketSearch}
 * finds its packets, {@link dev.gvtrace.replay.detail.PacketDecoder} reads one. Questions about many events belong to
 * {@code table}.
 */
@NullMarked
package dev.gvtrace.replay.detail;

import org.jspecify.annotations.NullMarked;
