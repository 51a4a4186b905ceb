// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 network.
 *
 * @param address 4 or 16 bytes; bits after the prefix do not matter
 * @param bits length of the prefix
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record Network(byte[] address, int bits) {
    /** The network of one address. */
    public static Network of(byte[] address) {
        return new Network(address, address.length * 8);
    }

    public boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits >> 3;
        for (int i = 0; i < whole; i++) {
            if (other[i] != address[i]) {
                return false;
            }
        }
        int rest = bits & 7;
        return rest == 0 || ((other[whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0;
    }

    /** Four decimal numbers; null if the text is anything else. */
    public static byte @Nullable [] parseIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = decimal(parts[i], 255);
            if (part < 0 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    /**
     * Eight groups of hexadecimal digits, one run of zero groups may be {@code ::}; null if the text is anything else.
     */
    public static byte @Nullable [] parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] address = new byte[16];
            return groups(text, address, 0) == 8 ? address : null;
        }
        byte[] head = new byte[16];
        byte[] tail = new byte[16];
        int before = groups(text.substring(0, gap), head, 0);
        int after = groups(text.substring(gap + 2), tail, 0);
        if (before < 0 || after < 0 || before + after > 7) {
            return null;
        }
        System.arraycopy(tail, 0, head, 16 - 2 * after, 2 * after);
        return head;
    }

    /** Reads groups from left to right; returns how many, or -1 if they are wrong or more than eight. */
    private static int groups(String text, byte[] out, int from) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = from;
        for (String group : text.split(":", -1)) {
            if (count == 8 || group.isEmpty() || group.length() > 4) {
                return -1;
            }
            int value = 0;
            for (int i = 0; i < group.length(); i++) {
                int digit = Bytes.hexDigit(group.charAt(i));
                if (digit < 0) {
                    return -1;
                }
                value = value << 4 | digit;
            }
            out[2 * count] = (byte) (value >> 8);
            out[2 * count + 1] = (byte) value;
            count++;
        }
        return count;
    }

    /** A number of digits only; -1 if it is invalid or greater than a limit. */
    public static int decimal(String text, int limit) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > limit ? -1 : value;
    }
}
