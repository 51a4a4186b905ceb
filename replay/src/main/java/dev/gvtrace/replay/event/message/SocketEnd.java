// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;

/** One end of a standard stream's socket. Valid as long as its message. */
public final class SocketEnd {
    private static final int FAMILY = 1;
    private static final int IP = 2;
    private static final int PORT = 3;

    private final FieldTable fields = new FieldTable();
    private boolean present;

    SocketEnd() {}

    SocketEnd read(FieldTable socket, int field) {
        present = socket.hasBytes(field);
        fields.scan(socket.buffer(), socket.offset(field), socket.length(field));
        return this;
    }

    /** True if the Sentry sent this end. */
    public boolean present() {
        return present;
    }

    /** The address family: 1 Unix (of which only the family is sent), 2 IPv4, 10 IPv6. */
    public int family() {
        return (int) fields.number(FAMILY);
    }

    /** The array for {@link #ipOffset}. */
    public byte[] ipBuffer() {
        return fields.buffer();
    }

    /** Where the address begins, in network order. */
    public int ipOffset() {
        return fields.offset(IP);
    }

    /** 4 or 16; 0 if there is none. */
    public int ipLength() {
        return fields.length(IP);
    }

    /** The port in host order. On the wire its two bytes are swapped: 80 arrives as 20480. */
    public int port() {
        int wire = (int) fields.number(PORT);
        return ((wire & 0xff) << 8) | ((wire >>> 8) & 0xff);
    }
}
