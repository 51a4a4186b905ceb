// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/**
 * A call with a socket address: the bytes of a Linux {@code sockaddr} as they stood in memory, 200 at the most; none if
 * the pointer was null, the memory unreadable or the address longer.
 */
public sealed interface AddressedCall permits AcceptCall, BindCall, ConnectCall, ListenCall {
    /** The bytes in which {@link #addressOffset} counts. */
    byte[] addressBuffer();

    /** Where the address begins. */
    int addressOffset();

    /** How many bytes the address has; 0 if there is none. */
    int addressLength();
}
