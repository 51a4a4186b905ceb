// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.text.Text;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What stands in the place of a secret. In text: {@code [redacted:RULE]}, or {@code [redacted:RULE:DIGITS]} with a
 * pseudonym. In the bytes of an address, where text would be another address: zeros, or with a pseudonym an address
 * that is in no network (240.0.0.0/4, 100::/64).
 */
final class Markers {
    static final String BEGIN = "[redacted:";
    static final String END = "]";
    static final int IPV4_BYTES = 4;
    static final int IPV6_BYTES = 16;

    private static final Pattern DIGITS = Pattern.compile("|:[0-9a-f]{16}");
    private static final int IPV4_RESERVED = 0xf0;
    private static final int IPV6_PREFIX = 8;

    private Markers() {}

    /** An address that is in no network. */
    static byte[] address(int length, byte[] pseudonym) {
        byte[] address = new byte[length];
        if (length == IPV4_BYTES) {
            System.arraycopy(pseudonym, 0, address, 0, IPV4_BYTES);
            address[0] = (byte) (address[0] | IPV4_RESERVED);
        } else {
            address[0] = 1;
            System.arraycopy(pseudonym, 0, address, IPV6_PREFIX, IPV6_PREFIX);
        }
        return address;
    }

    static String addressText(byte[] ip) {
        try {
            return InetAddress.getByAddress(ip).getHostAddress();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** True if the address is the same on every host. */
    static boolean isLocal(byte[] ip) {
        try {
            InetAddress address = InetAddress.getByAddress(ip);
            return address.isAnyLocalAddress() || address.isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** True if the bytes are what a rule puts in the place of a secret. */
    static boolean isMarker(byte[] value, int start, int length, String rule) {
        byte[] bytes = Arrays.copyOfRange(value, start, start + length);
        String text = Text.ofBytes(bytes).decoded();
        String begin = BEGIN + rule;
        if (text.startsWith(begin) && text.endsWith(END)) {
            String digits = text.substring(begin.length(), text.length() - END.length());
            return DIGITS.matcher(digits).matches();
        }
        return isAddress(bytes);
    }

    private static boolean isAddress(byte[] bytes) {
        boolean zeros = true;
        for (byte b : bytes) {
            zeros &= b == 0;
        }
        boolean reserved = bytes.length == IPV4_BYTES && (bytes[0] & IPV4_RESERVED) == IPV4_RESERVED;
        byte[] prefix = new byte[IPV6_PREFIX];
        prefix[0] = 1;
        boolean discarded = bytes.length == IPV6_BYTES && Arrays.equals(bytes, 0, IPV6_PREFIX, prefix, 0, IPV6_PREFIX);
        return zeros || reserved || discarded;
    }
}
