// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

/**
 * A packet as the recorder received it.
 *
 * @param sequence its place in its recording, from 1
 * @param receivedNs when it was received, ns since the epoch; 0 if unknown
 * @param bytes header and payload; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecordedPacket(long sequence, long receivedNs, byte[] bytes) {}
