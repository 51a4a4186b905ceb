// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Linux socket address as passed by the workload.
 *
 * @param family the AF_ number
 * @param endpoint for AF_INET and AF_INET6, with a mapped IPv4 address as IPv4; otherwise null
 * @param path for AF_UNIX, an abstract name with {@code @} instead of its first NUL, "" for an unnamed one; otherwise
 *     null
 */
record SocketAddress(
        int family, @Nullable Endpoint endpoint, @Nullable String path) {
    private static final int FAMILY_BYTES = 2;
    private static final int IPV4_BYTES = 8;
    private static final int IPV6_BYTES = 24;

    /** Parses an address; null if it is invalid or truncated. Any number of bytes is safe. */
    static @Nullable SocketAddress read(byte[] bytes, int from, int length) {
        if (length < FAMILY_BYTES) {
            return null;
        }
        int family = bytes[from] & 0xff | (bytes[from + 1] & 0xff) << 8;
        return switch (family) {
            case SocketInfo.AF_INET ->
                length < IPV4_BYTES
                        ? null
                        : new SocketAddress(family, endpoint(bytes, from + 4, 4, port(bytes, from)), null);
            case SocketInfo.AF_INET6 ->
                length < IPV6_BYTES
                        ? null
                        : new SocketAddress(family, endpoint(bytes, from + 8, 16, port(bytes, from)), null);
            case SocketInfo.AF_UNIX ->
                new SocketAddress(family, null, path(bytes, from + FAMILY_BYTES, length - FAMILY_BYTES));
            default -> new SocketAddress(family, null, null);
        };
    }

    private static int port(byte[] bytes, int from) {
        return (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff;
    }

    /**
     * The end of a connection; null if there are neither 4 nor 16 bytes. Mapped IPv4 addresses are returned as IPv4.
     */
    static @Nullable Endpoint endpoint(byte[] bytes, int from, int length, int port) {
        if (length != 4 && length != 16) {
            return null;
        }
        byte[] address = Arrays.copyOfRange(bytes, from, from + length);
        return new Endpoint(Addresses.isMapped(address) ? Arrays.copyOfRange(address, 12, 16) : address, port);
    }

    // A path ends at its first NUL or with the address. An abstract name begins with NUL and is delimited only by its
    // length.
    private static String path(byte[] bytes, int from, int length) {
        if (length == 0) {
            return "";
        }
        if (bytes[from] == 0) {
            return length == 1 ? "" : "@" + ByteText.of(bytes, from + 1, length - 1);
        }
        int end = 0;
        while (end < length && bytes[from + end] != 0) {
            end++;
        }
        return ByteText.of(bytes, from, end);
    }
}
