// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/** The text form of IP addresses: dotted for IPv4, RFC 5952 for IPv6, without brackets. */
public final class Addresses {
    private Addresses() {}

    /** The text of 4 or 16 bytes in network order. */
    public static String text(byte[] address) {
        throw new UnsupportedOperationException("PLACEHOLDER: state helper");
    }
}
