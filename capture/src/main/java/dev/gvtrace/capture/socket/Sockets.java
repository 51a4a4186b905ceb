// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.IOException;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.FileDescriptorCast;

/** SEQPACKET sockets as objects of junixsocket. */
final class Sockets {
    private Sockets() {}

    /** A socket that is neither bound nor connected. */
    static AFUNIXDatagramSocket open() throws IOException {
        return AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
    }

    /**
     * Takes over a socket that this process has inherited. junixsocket cannot make an object of a descriptor of this
     * type, so the descriptor of a new object is made to refer to the inherited socket.
     *
     * @param inherited number of a descriptor, which is closed
     */
    static AFUNIXDatagramSocket adopt(int inherited) throws IOException {
        AFUNIXDatagramSocket socket = open();
        try {
            socket.setDeleteOnClose(false);
            LinuxCalls.move(inherited, number(socket));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static int number(AFUNIXDatagramSocket socket) throws IOException {
        return FileDescriptorCast.using(socket.getFileDescriptor()).as(Integer.class);
    }
}
