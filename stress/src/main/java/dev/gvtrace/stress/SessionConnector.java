// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.proto.wire.Handshake;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * What {@code runsc trace create} does: connects to the recorder, exchanges handshakes, and gives the connection to the
 * Sentry. The recorder has started it, and recognizes that.
 */
public final class SessionConnector {
    private SessionConnector() {}

    /**
     * Connects for one sandbox.
     *
     * @param words where Sentries take connections, the recorder's socket, and the words for runsc, of which the last
     *     is
     *     the sandbox's id
     */
    public static void main(String[] words) throws IOException {
        AFUNIXDatagramSocket session = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
        try (AFUNIXSocket sentry = AFUNIXSocket.newInstance()) {
            session.connect(AFUNIXSocketAddress.of(new File(words[1])));
            ByteBuffer packet = ByteBuffer.allocateDirect(64);
            session.getChannel()
                    .write(packet.put(Handshake.encode(Handshake.VERSION)).flip());
            if (session.getChannel().read(packet.clear()) <= 0) {
                throw new IOException("the recorder did not answer the handshake");
            }
            session.getChannel().configureBlocking(false);
            sentry.connect(AFUNIXSocketAddress.of(new File(words[0])));
            sentry.setOutboundFileDescriptors(session.getFileDescriptor());
            sentry.getOutputStream().write(words[words.length - 1].getBytes(StandardCharsets.UTF_8));
            if (sentry.getInputStream().read() != '1') {
                throw new IOException("the Sentry did not take the connection");
            }
        }
        // closing the session here would shut it down for the Sentry, too
        Runtime.getRuntime().halt(0);
    }
}
