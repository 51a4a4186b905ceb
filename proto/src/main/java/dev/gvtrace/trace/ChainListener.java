// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * Receives the heads of chains as they grow, each once it is on the disk (or, where writers do not wait for the disk,
 * handed to the system). Called by the threads that write: returns at once and throws nothing.
 */
public interface ChainListener {
    /** Ignores all. */
    ChainListener NONE = new ChainListener() {
        @Override
        public void file(ChainHead head) {}

        @Override
        public void ledger(LedgerHead head) {}
    };

    /** A file has grown, or was sealed. */
    void file(ChainHead head);

    /** The ledger has grown. */
    void ledger(LedgerHead head);
}
