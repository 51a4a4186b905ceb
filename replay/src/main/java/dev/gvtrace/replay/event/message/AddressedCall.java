// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * A call with a socket address: the bytes of a Linux {@code sockaddr} as they stood in memory, 200 at the most; none if
 * the pointer was null, the memory unreadable or the address longer.
 */
public abstract sealed class AddressedCall extends Call permits AcceptCall, BindCall, ConnectCall, ListenCall {
    static final int FD = 4;

    private static final int FD_PATH = 5;

    private final int addressField;

    AddressedCall(MessageKind kind, TextPool pool, int addressField, int[] argumentFields) {
        super(kind, pool, FD, FD_PATH, argumentFields);
        this.addressField = addressField;
    }

    /** The bytes in which {@link #addressOffset} counts. */
    public final byte[] addressBuffer() {
        return fields.buffer();
    }

    /** Where the address begins. */
    public final int addressOffset() {
        return fields.offset(addressField);
    }

    /** How many bytes the address has; 0 if there is none. */
    public final int addressLength() {
        return fields.length(addressField);
    }
}
