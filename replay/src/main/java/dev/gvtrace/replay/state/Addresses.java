// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/** The text form of IP addresses: dotted for IPv4, RFC 5952 for IPv6, without brackets. */
public final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    /** The text of 4 or 16 bytes in network order; "" for any other number of bytes. */
    public static String text(byte[] address) {
        StringBuilder text = new StringBuilder(40);
        append(text, address);
        return text.toString();
    }

    /** Appends the result of {@link #text}. */
    public static void append(StringBuilder text, byte[] address) {
        if (address.length == 4) {
            appendDotted(text, address, 0);
        } else if (address.length == 16) {
            appendGroups(text, address);
        }
    }

    /** True if an IPv6 address represents an IPv4 one: {@code ::ffff:a.b.c.d}. */
    static boolean isMapped(byte[] address) {
        return address.length == 16
                && isZero(address, 0, 10)
                && address[10] == (byte) 0xff
                && address[11] == (byte) 0xff;
    }

    /** True if the bytes are all zero: the unspecified address. */
    static boolean isUnspecified(byte[] address) {
        return isZero(address, 0, address.length);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static void appendDotted(StringBuilder text, byte[] bytes, int from) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                text.append('.');
            }
            text.append(bytes[from + i] & 0xff);
        }
    }

    // RFC 5952: lower case, no leading zeros, the longest run of at least two zero groups (the first of equals) as
    // "::",
    // and the dotted form at the end of mapped addresses.
    private static void appendGroups(StringBuilder text, byte[] address) {
        int groups = isMapped(address) ? 6 : GROUPS;
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < groups; i++) {
            int end = i;
            while (end < groups && group(address, end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        for (int i = 0; i < groups; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (i > 0 && i != runStart + runLength) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        if (groups < GROUPS) {
            text.append(':');
            appendDotted(text, address, 12);
        }
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xff) << 8 | address[2 * index + 1] & 0xff;
    }
}
