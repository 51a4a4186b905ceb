// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Paths as the kernel accepts them for sockets: bytes, whatever the locale. */
final class SocketPath {
    /** {@code sun_path} has 108 bytes, one of them for the NUL at the end. */
    static final int MAX_BYTES = 107;

    private SocketPath() {}

    static AFUNIXSocketAddress address(Path path) throws IOException {
        String name = FileNames.text(path);
        byte[] bytes = EscapedText.encode(name);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(name + ": path of " + bytes.length + " bytes is too long for a socket, at most "
                    + MAX_BYTES + " are allowed");
        }
        return AFUNIXSocketAddress.of(bytes);
    }

    /**
     * That of a service manager.
     *
     * @param name a path, or {@code @} and an abstract name; as {@link EscapedText} has it
     */
    static AFUNIXSocketAddress ofNotifySocket(String name) throws IOException {
        if (!name.startsWith("@")) {
            return address(FileNames.path(name));
        }
        byte[] bytes = EscapedText.encode(name);
        bytes[0] = 0;
        return AFUNIXSocketAddress.of(bytes);
    }
}
