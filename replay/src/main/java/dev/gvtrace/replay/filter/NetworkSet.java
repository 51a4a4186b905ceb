// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.List;

/**
 * Networks, ready to be asked whether an address lies in one. For each length of prefix in use the prefixes are sorted, so
 * the cost is one binary search a length. Immutable.
 */
final class NetworkSet {
    /** Prefixes of one length: the first 64 bits and the second, for IPv4 the address in the upper half of the first. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Prefixes(boolean ipv6, int bits, long[] high, long[] low) {}

    private final Prefixes[] lengths;

    NetworkSet(List<Network> networks) {
        lengths = networks.stream()
                .map(n -> List.of(n.address().length, n.bits()))
                .distinct()
                .map(key -> prefixes(networks, key.get(0), key.get(1)))
                .toArray(Prefixes[]::new);
    }

    boolean contains(byte[] address) {
        if (address.length != 4 && address.length != 16) {
            return false;
        }
        boolean ipv6 = address.length == 16;
        long high = word(address, 0);
        long low = ipv6 ? word(address, 8) : 0;
        for (Prefixes prefixes : lengths) {
            if (prefixes.ipv6 == ipv6 && found(prefixes, high, low)) {
                return true;
            }
        }
        return false;
    }

    private static boolean found(Prefixes prefixes, long high, long low) {
        long maskedHigh = high & highMask(prefixes.bits);
        long maskedLow = low & highMask(prefixes.bits - 64);
        int from = 0;
        int to = prefixes.high.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compare(prefixes.high[middle], maskedHigh);
            order = order == 0 ? Long.compare(prefixes.low[middle], maskedLow) : order;
            if (order == 0) {
                return true;
            }
            from = order < 0 ? middle + 1 : from;
            to = order < 0 ? to : middle - 1;
        }
        return false;
    }

    private static Prefixes prefixes(List<Network> networks, int length, int bits) {
        long[][] words = networks.stream()
                .filter(n -> n.address().length == length && n.bits() == bits)
                .map(n -> new long[] {
                    word(n.address(), 0) & highMask(bits), length == 4 ? 0 : word(n.address(), 8) & highMask(bits - 64)
                })
                .sorted((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]))
                .toArray(long[][]::new);
        long[] high = new long[words.length];
        long[] low = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            high[i] = words[i][0];
            low[i] = words[i][1];
        }
        return new Prefixes(length == 16, bits, high, low);
    }

    /** So many bits from the top; none for a count below 1, all from 64 up. */
    private static long highMask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1 : -1L << (64 - bits);
    }

    /** Eight bytes, or as many as there are in the upper part. */
    private static long word(byte[] address, int from) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            int at = from + i;
            word = word << 8 | (at < address.length ? address[at] & 0xff : 0);
        }
        return word;
    }
}
