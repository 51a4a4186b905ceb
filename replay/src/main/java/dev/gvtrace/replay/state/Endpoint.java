// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Arrays;

/**
 * One end of an IP connection.
 *
 * @param address 4 or 16 bytes in network order
 * @param port 0 to 65535
 */
public record Endpoint(byte[] address, int port) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint e && port == e.port && Arrays.equals(address, e.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + port;
    }

    void append(StringBuilder text) {
        Addresses.append(text, address);
        text.append(':').append(port);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(24);
        append(text);
        return text.toString();
    }
}
