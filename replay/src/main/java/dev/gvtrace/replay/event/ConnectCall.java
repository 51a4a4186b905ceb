// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/** connect: the address is the workload's own, as passed. */
public final class ConnectCall extends Call implements AddressedCall {
    private static final int FD = 4;
    private static final int FD_PATH = 5;

    private static final int ADDRESS = 6;

    ConnectCall(TextPool pool) {
        super(MessageKind.CONNECT, pool, FD, FD_PATH);
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
