// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.handover;

import dev.gvtrace.capture.socket.SeqpacketConnection;

/**
 * A connection that the recorder before has left.
 *
 * @param connection its handshake is complete; packets may be queued in it
 * @param state what that recorder knew of it
 * @param kept its place in the store
 */
public record LeftConnection(SeqpacketConnection connection, ConnectionState state, KeptConnection kept) {}
