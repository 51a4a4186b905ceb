// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.text.Text;

/**
 * A sandbox's connection, with the facts known on the host. Immutable.
 *
 * @param number counts the connections of this server, from 1
 * @param peer the runsc that connected
 * @param connectedNs nanoseconds since the epoch
 * @param sandbox the sandbox's id, from runsc's command line; empty when unknown
 */
public record ConnectionInfo(long number, PeerProcess peer, long connectedNs, Text sandbox) {
    /** A short name for messages: number and id. */
    public String label() {
        return sandbox.isEmpty() ? "connection " + number : "connection " + number + " (" + shortId() + ")";
    }

    private String shortId() {
        String id = TraceNames.escaped(sandbox);
        return sandbox.length() == 64 && id.length() == 64 ? id.substring(0, 12) : id;
    }
}
