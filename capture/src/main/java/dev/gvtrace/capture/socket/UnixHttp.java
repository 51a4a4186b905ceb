// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A single GET request to a service on this host with HTTP over a Unix socket, such as Docker's. */
public final class UnixHttp {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private UnixHttp() {}

    /**
     * The body of the response to a GET.
     *
     * @param target path and query, URL-encoded
     * @param limit time limit for the whole exchange
     * @param most maximum size of the response in bytes, including its head
     * @throws IOException when there is no response in time, it is too long, or its status is not 200
     */
    public static byte[] get(Path socket, String target, Duration limit, int most) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException(FileNames.text(socket) + ": does not take connections now");
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            // 1.0: the response ends with the connection and is not chunked
            ByteBuffer request =
                    StandardCharsets.US_ASCII.encode("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
            while (request.hasRemaining()) {
                await(selector, until, socket);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (true) {
                await(selector, until, socket);
                int n = channel.read(buffer.clear());
                if (n < 0) {
                    return body(answer.toByteArray(), socket);
                }
                if (answer.size() + n > most) {
                    throw new IOException(FileNames.text(socket) + ": answer longer than " + most + " bytes");
                }
                answer.write(buffer.array(), 0, n);
            }
        }
    }

    private static void await(Selector selector, long until, Path socket) throws IOException {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException(FileNames.text(socket) + ": no answer in time");
        }
        selector.selectedKeys().clear();
    }

    private static byte[] body(byte[] answer, Path socket) throws IOException {
        for (int i = 0; i + END_OF_HEAD.length <= answer.length; i++) {
            if (Arrays.equals(answer, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                String status =
                        EscapedText.decode(answer, 0, i).lines().findFirst().orElse("");
                if (!status.matches("HTTP/1\\.[01] 200( .*)?")) {
                    throw new IOException(FileNames.text(socket) + ": " + status);
                }
                return Arrays.copyOfRange(answer, i + END_OF_HEAD.length, answer.length);
            }
        }
        throw new IOException(FileNames.text(socket) + ": not an HTTP answer");
    }
}
