// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.trace.ByteSource;
import java.io.IOException;

/** Adapts a store of the caller to the trace module: any exception of the store becomes an {@link IOException}. */
final class StoreSource implements ByteSource {
    private final TraceStore store;

    StoreSource(TraceStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public long size() throws IOException {
        try {
            return store.size();
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws IOException {
        try {
            store.readFully(position, into, offset, length);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static IOException failure(RuntimeException e) {
        return new IOException(String.valueOf(e.getMessage()), e);
    }
}
