// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Syslog over UDP (RFC 5426), a datagram an alert. A lost datagram is not noticed, except where the port is closed. */
final class SyslogDatagrams implements AlertDestination {
    private final String host;
    private final int port;
    private final String name;
    private final SyslogMessage message;
    private @Nullable DatagramSocket socket;
    private @Nullable InetSocketAddress connected;

    SyslogDatagrams(String host, int port, String name, SyslogMessage message) {
        this.host = host;
        this.port = port;
        this.name = name;
        this.message = message;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] encode(Alert alert) {
        return message.of(alert);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException {
        try {
            current().send(new DatagramPacket(encoded, encoded.length));
        } catch (PortUnreachableException e) {
            close();
            throw new IOException("the port is closed", e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Connected, so that closed ports are reported; again when the name has another address. */
    private DatagramSocket current() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("unknown host");
        }
        DatagramSocket open = socket;
        if (open == null || !address.equals(connected)) {
            close();
            open = new DatagramSocket();
            socket = open;
            open.connect(address);
            connected = address;
        }
        return open;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
