// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * A call with a socket address: the bytes of a Linux {@code sockaddr} in memory, at most 200; none if
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

    /** The array for {@link #addressOffset}. */
    public final byte[] addressBuffer() {
        return fields.buffer();
    }

    /** Where the address begins. */
    public final int addressOffset() {
        return fields.offset(addressField);
    }

    /** The length of the address in bytes; 0 if there is none. */
    public final int addressLength() {
        return fields.length(addressField);
    }
}
