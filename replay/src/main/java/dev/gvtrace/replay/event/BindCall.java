// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/** bind: the address as passed. */
public final class BindCall extends Call implements AddressedCall {
    private static final int FD = 4;
    private static final int FD_PATH = 5;

    private static final int ADDRESS = 6;

    BindCall(TextPool pool) {
        super(MessageKind.BIND, pool, FD, FD_PATH);
    }

    @Override
    public byte[] addressBuffer() {
        return fields.buffer();
    }

    @Override
    public int addressOffset() {
        return fields.offset(ADDRESS);
    }

    @Override
    public int addressLength() {
        return fields.length(ADDRESS);
    }
}
