// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.handover;

import dev.gvtrace.capture.socket.DescriptorStore;
import dev.gvtrace.capture.socket.MemoryFile;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import java.io.IOException;

/**
 * A connection in the service manager's store, with its state in memory that the next recorder can read. Thread-safe.
 */
public final class KeptConnection {
    private final DescriptorStore store;
    private final String name;
    private final MemoryFile memory;
    private boolean removed;

    KeptConnection(DescriptorStore store, String name, MemoryFile memory) {
        this.store = store;
        this.name = name;
        this.memory = memory;
    }

    /** Adds the connection to the store; if it is there already, the store ignores that. */
    public synchronized void keep(SeqpacketConnection connection) throws IOException {
        if (!removed) {
            store.keep(name, connection, memory);
        }
    }

    /** Replaces the state. */
    public synchronized void update(ConnectionState state) throws IOException {
        if (!removed) {
            memory.write(StateJson.encode(state));
        }
    }

    /** Removes the connection from the store; nothing is done after that. */
    public synchronized void remove() throws IOException {
        if (removed) {
            return;
        }
        removed = true;
        try (MemoryFile last = memory) {
            store.remove(name);
        }
    }
}
