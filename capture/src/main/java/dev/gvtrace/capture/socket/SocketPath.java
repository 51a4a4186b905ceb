// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Paths as the kernel accepts them for sockets. */
final class SocketPath {
    /** {@code sun_path} has 108 bytes, one of them for the NUL at the end. */
    static final int MAX_BYTES = 107;

    private SocketPath() {}

    static AFUNIXSocketAddress address(Path path) throws IOException {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(path + ": path of " + bytes.length + " bytes is too long for a socket, at most "
                    + MAX_BYTES + " are allowed");
        }
        return AFUNIXSocketAddress.of(path);
    }
}
