// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Tells systemd how the service is, with the lines of {@code sd_notify(3)} in a datagram to {@code NOTIFY_SOCKET}. Any
 * thread.
 */
public final class NotifySocket implements Closeable {
    private final AFUNIXDatagramSocket socket;
    private final AFUNIXSocketAddress address;

    private NotifySocket(AFUNIXDatagramSocket socket, AFUNIXSocketAddress address) {
        this.socket = socket;
        this.address = address;
    }

    /**
     * Opens the way to the service manager.
     *
     * @param name as in {@code NOTIFY_SOCKET}: a path, or {@code @} and an abstract name
     */
    public static NotifySocket open(String name) throws IOException {
        AFUNIXSocketAddress address = name.startsWith("@")
                ? AFUNIXSocketAddress.inAbstractNamespace(name.substring(1))
                : SocketPath.address(Path.of(name));
        return new NotifySocket(AFUNIXDatagramSocket.newInstance(), address);
    }

    /** Sends lines such as {@code READY=1}, separated by newlines. */
    public synchronized void send(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        packet.setSocketAddress(address);
        socket.send(packet);
    }

    @Override
    public void close() {
        socket.close();
    }
}
