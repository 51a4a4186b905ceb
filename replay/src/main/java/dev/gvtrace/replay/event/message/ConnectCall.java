// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** connect: the address is the workload's own, as passed. */
public final class ConnectCall extends AddressedCall {
    private static final int ADDRESS = 6;
    private static final int[] ARGUMENT_FIELDS = {FD};

    ConnectCall(TextPool pool) {
        super(MessageKind.CONNECT, pool, ADDRESS, ARGUMENT_FIELDS);
    }
}
