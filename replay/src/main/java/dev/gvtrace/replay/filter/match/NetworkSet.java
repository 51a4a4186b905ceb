// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A set of networks that tests whether an address is in one. For each prefix length in use the prefixes are sorted, so
 * a test costs one binary search per length. Immutable.
 */
public final class NetworkSet {
    /**
     * Prefixes of one length: the first 64 bits and the second, for IPv4 the address in the upper half of the first.
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Prefixes(boolean ipv6, int bits, long[] high, long[] low) {}

    private final Prefixes[] lengths;

    public NetworkSet(List<Network> networks) {
        this(new Builder().addAll(networks).prefixes());
    }

    private NetworkSet(Prefixes[] lengths) {
        this.lengths = lengths;
    }

    /** Takes networks one by one, so that only their bits are kept. */
    public static final class Builder {
        private final Map<Integer, Growing> lengths = new LinkedHashMap<>();

        public void add(Network network) {
            byte[] address = network.address();
            boolean ipv6 = address.length == 16;
            int bits = network.bits();
            lengths.computeIfAbsent(ipv6 ? bits : -1 - bits, key -> new Growing(ipv6, bits))
                    .add(word(address, 0) & highMask(bits), ipv6 ? word(address, 8) & highMask(bits - 64) : 0);
        }

        private Builder addAll(List<Network> networks) {
            networks.forEach(this::add);
            return this;
        }

        private Prefixes[] prefixes() {
            return lengths.values().stream().map(Growing::sorted).toArray(Prefixes[]::new);
        }

        public NetworkSet build() {
            return new NetworkSet(prefixes());
        }
    }

    /** Collects prefixes of one length. */
    private static final class Growing {
        private final boolean ipv6;
        private final int bits;
        private final LongStream.Builder high = LongStream.builder();
        private final LongStream.Builder low = LongStream.builder();

        Growing(boolean ipv6, int bits) {
            this.ipv6 = ipv6;
            this.bits = bits;
        }

        void add(long first, long second) {
            high.add(first);
            if (ipv6) {
                low.add(second);
            }
        }

        Prefixes sorted() {
            long[] firsts = high.build().toArray();
            if (!ipv6) {
                Arrays.sort(firsts);
                return new Prefixes(false, bits, firsts, new long[firsts.length]);
            }
            long[] seconds = low.build().toArray();
            int[] order = IntStream.range(0, firsts.length)
                    .boxed()
                    .sorted((a, b) -> firsts[a] != firsts[b]
                            ? Long.compare(firsts[a], firsts[b])
                            : Long.compare(seconds[a], seconds[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Prefixes(
                    true,
                    bits,
                    Arrays.stream(order).mapToLong(i -> firsts[i]).toArray(),
                    Arrays.stream(order).mapToLong(i -> seconds[i]).toArray());
        }
    }

    public boolean contains(byte[] address) {
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

    /** This many high bits set; none for a count below 1, all from 64 up. */
    private static long highMask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1 : -1L << (64 - bits);
    }

    /** Eight bytes, or fewer in the upper part. */
    private static long word(byte[] address, int from) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            int at = from + i;
            word = word << 8 | (at < address.length ? address[at] & 0xff : 0);
        }
        return word;
    }
}
