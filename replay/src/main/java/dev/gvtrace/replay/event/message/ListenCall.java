// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * listen. Address, family and type are those of the socket, with the port that the kernel chose, where the
 * descriptor is a socket.
 */
public final class ListenCall extends AddressedCall {
    private static final int BACKLOG = 6;
    private static final int SOCKET_FAMILY = 8;
    private static final int SOCKET_TYPE = 9;
    private static final int ADDRESS = 7;
    private static final int[] ARGUMENT_FIELDS = {FD, BACKLOG};

    ListenCall(TextPool pool) {
        super(MessageKind.LISTEN, pool, ADDRESS, ARGUMENT_FIELDS);
    }

    /** The requested length of the queue. */
    public int backlog() {
        return (int) fields.number(BACKLOG);
    }

    /** The address family of the socket; 0 if unknown. */
    public int socketFamily() {
        return (int) fields.number(SOCKET_FAMILY);
    }

    /** The kind of the socket; 0 if unknown. */
    public int socketType() {
        return (int) fields.number(SOCKET_TYPE);
    }
}
