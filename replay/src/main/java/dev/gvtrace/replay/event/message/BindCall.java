// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** bind: the address as passed. */
public final class BindCall extends AddressedCall {
    private static final int ADDRESS = 6;
    private static final int[] ARGUMENT_FIELDS = {FD};

    BindCall(TextPool pool) {
        super(MessageKind.BIND, pool, ADDRESS, ARGUMENT_FIELDS);
    }
}
