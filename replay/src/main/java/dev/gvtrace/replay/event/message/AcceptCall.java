// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * accept and accept4. The descriptor is the listening one, the result the new one. The address is the peer's only at
 * a successful exit, and only if the workload asked for it; before that, and after a failure, it is garbage.
 */
public final class AcceptCall extends AddressedCall {
    private static final int FLAGS = 7;
    private static final int ADDRESS = 6;
    private static final int[] ARGUMENT_FIELDS = {FD, NONE, NONE, FLAGS};

    AcceptCall(TextPool pool) {
        super(MessageKind.ACCEPT, pool, ADDRESS, ARGUMENT_FIELDS);
    }

    /** The flags of accept4; 0 for accept. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
