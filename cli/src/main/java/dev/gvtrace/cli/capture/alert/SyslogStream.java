// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP or TLS (RFC 6587 and RFC 5425), each message after its length. There is no acknowledgement: an alert
 * that was sent just before the connection broke may be lost.
 */
final class SyslogStream implements AlertDestination {
    private static final int CONNECT_MILLIS = 5000;
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final String host;
    private final int port;
    private final String name;
    private final @Nullable SSLContext tls;
    private final SyslogMessage message;
    private @Nullable Socket socket;
    /** Below TLS: closing it never blocks. */
    private volatile @Nullable Socket plain;

    /**
     * A connection that is made with the first alert.
     *
     * @param tls null for plain TCP
     */
    SyslogStream(String host, int port, String name, @Nullable SSLContext tls, SyslogMessage message) {
        this.host = host;
        this.port = port;
        this.name = name;
        this.tls = tls;
        this.message = message;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] encode(Alert alert) {
        byte[] text = message.of(alert);
        byte[] length = (text.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + text.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(text, 0, frame, length.length, text.length);
        return frame;
    }

    @Override
    public void deliver(byte[] encoded) throws IOException {
        Socket open = socket;
        if (open != null && hasEnded(open)) {
            drop();
            open = null;
        }
        try {
            if (open == null) {
                open = connect();
            }
            open.getOutputStream().write(encoded);
            open.getOutputStream().flush();
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    /** A write to a connection that the receiver has closed would succeed once. Receivers send nothing. */
    private static boolean hasEnded(Socket open) {
        try {
            open.setSoTimeout(1);
            return open.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("unknown host");
        }
        Socket below = new Socket();
        plain = below;
        below.connect(address, CONNECT_MILLIS);
        below.setKeepAlive(true);
        if (tls == null) {
            socket = below;
            return below;
        }
        below.setSoTimeout(HANDSHAKE_MILLIS);
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(below, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        // the certificate has to be of this host
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        return secured;
    }

    @Override
    public void abort() {
        close(plain);
    }

    /** Closes a connection that failed, without TLS's closing message. */
    private void drop() {
        socket = null;
        close(plain);
        plain = null;
    }

    @Override
    public void close() {
        close(socket);
        drop();
    }

    private static void close(@Nullable Socket open) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // nothing more can be done
            }
        }
    }
}
