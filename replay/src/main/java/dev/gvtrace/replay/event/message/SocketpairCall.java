// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** socketpair. The two descriptors are present at a successful exit only. */
public final class SocketpairCall extends Call {
    private static final int DOMAIN = 4;
    private static final int SOCKET_TYPE = 5;
    private static final int PROTOCOL = 6;
    private static final int FIRST_FD = 7;
    private static final int SECOND_FD = 8;
    private static final int[] ARGUMENT_FIELDS = {DOMAIN, SOCKET_TYPE, PROTOCOL};

    SocketpairCall(TextPool pool) {
        super(MessageKind.SOCKETPAIR, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The address family. */
    public int domain() {
        return (int) fields.number(DOMAIN);
    }

    /** The type with its flags, as in {@link SocketCall#socketType}. */
    public int socketType() {
        return (int) fields.number(SOCKET_TYPE);
    }

    /** The protocol. */
    public int protocol() {
        return (int) fields.number(PROTOCOL);
    }

    /** The first descriptor. */
    public int firstFd() {
        return (int) fields.number(FIRST_FD);
    }

    /** The second descriptor. */
    public int secondFd() {
        return (int) fields.number(SECOND_FD);
    }
}
