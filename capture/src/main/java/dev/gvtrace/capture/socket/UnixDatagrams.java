// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Sends datagrams to a Unix socket, such as that of the system's log. Never blocks. Any thread. */
public final class UnixDatagrams implements Closeable {
    private final AFUNIXDatagramChannel channel;
    private final AFUNIXSocketAddress address;

    private UnixDatagrams(AFUNIXDatagramChannel channel, AFUNIXSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * To the socket at this path, which need not exist yet.
     *
     * @throws IOException when the path is too long for a socket
     */
    public static UnixDatagrams to(Path path) throws IOException {
        return to(SocketPath.address(path));
    }

    static UnixDatagrams to(AFUNIXSocketAddress address) throws IOException {
        AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        channel.configureBlocking(false);
        return new UnixDatagrams(channel, address);
    }

    /**
     * Sends a datagram; false if the receiver's queue is full.
     *
     * @throws IOException when nothing receives there, or the datagram is too long
     */
    public synchronized boolean send(byte[] datagram) throws IOException {
        return channel.send(ByteBuffer.wrap(datagram), address) > 0;
    }

    /**
     * Sends a datagram with descriptors; false if the receiver's queue is full.
     *
     * @throws IOException when nothing receives there
     */
    boolean send(byte[] datagram, FileDescriptor... descriptors) throws IOException {
        if (descriptors.length == 0) {
            return send(datagram);
        }
        // junixsocket passes descriptors on connected channels only
        try (AFUNIXDatagramChannel connected = AFUNIXDatagramChannel.open()) {
            connected.configureBlocking(false);
            connected.connect(address);
            connected.setOutboundFileDescriptors(descriptors);
            return connected.write(ByteBuffer.wrap(datagram)) > 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
