// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends the service's state to systemd, as lines of {@code sd_notify(3)} in a datagram to {@code NOTIFY_SOCKET}. Any
 * thread.
 */
public final class NotifySocket implements Closeable {
    private final UnixDatagrams datagrams;

    private NotifySocket(UnixDatagrams datagrams) {
        this.datagrams = datagrams;
    }

    /**
     * Opens a socket to the service manager.
     *
     * @param name value of {@code NOTIFY_SOCKET}: a path, or {@code @} and an abstract name; as
     *     {@link dev.gvtrace.text.EscapedText} has it
     */
    public static NotifySocket open(String name) throws IOException {
        return new NotifySocket(UnixDatagrams.to(SocketPath.ofNotifySocket(name)));
    }

    /** Sends lines such as {@code READY=1}, separated by newlines; dropped if the other end cannot receive now. */
    public void send(String lines) throws IOException {
        datagrams.send(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends such lines with descriptors; false if the other end cannot receive now. */
    boolean send(String lines, FileDescriptor... descriptors) throws IOException {
        return datagrams.send(lines.getBytes(StandardCharsets.UTF_8), descriptors);
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
    }
}
