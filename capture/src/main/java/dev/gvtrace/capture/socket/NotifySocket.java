// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Sends the service's state to systemd, as lines of {@code sd_notify(3)} in a datagram to {@code NOTIFY_SOCKET}. Any
 * thread.
 */
public final class NotifySocket implements Closeable {
    private final AFUNIXDatagramChannel channel;
    private final AFUNIXSocketAddress address;

    private NotifySocket(AFUNIXDatagramChannel channel, AFUNIXSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * Opens a socket to the service manager.
     *
     * @param name value of {@code NOTIFY_SOCKET}: a path, or {@code @} and an abstract name; as
     *     {@link dev.gvtrace.text.EscapedText} has it
     */
    public static NotifySocket open(String name) throws IOException {
        AFUNIXSocketAddress address = SocketPath.ofNotifySocket(name);
        AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        channel.configureBlocking(false);
        return new NotifySocket(channel, address);
    }

    /** Sends lines such as {@code READY=1}, separated by newlines; dropped if the other end cannot receive now. */
    public synchronized void send(String lines) throws IOException {
        channel.send(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)), address);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
