// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** socket. The new descriptor is the result. */
public final class SocketCall extends Call {
    private static final int DOMAIN = 4;
    private static final int SOCKET_TYPE = 5;
    private static final int PROTOCOL = 6;
    private static final int[] ARGUMENT_FIELDS = {DOMAIN, SOCKET_TYPE, PROTOCOL};

    SocketCall(TextPool pool) {
        super(MessageKind.SOCKET, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The address family. */
    public int domain() {
        return (int) fields.number(DOMAIN);
    }

    /** The type with its flags: kind in the low four bits, SOCK_NONBLOCK 0x800, SOCK_CLOEXEC 0x80000. */
    public int socketType() {
        return (int) fields.number(SOCKET_TYPE);
    }

    /** The protocol, 0 for the default of the type. */
    public int protocol() {
        return (int) fields.number(PROTOCOL);
    }
}
