// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.filter.match.NetworkSet;
import java.util.Arrays;
import java.util.List;

/**
 * Compares an address with constants. Addresses have 4 or 16 bytes; those of different length never match. Immutable.
 */
abstract class AddressMatcher {
    abstract boolean test(byte[] address);

    /** Inside a network, or equal to an address, which is a network of all its bits. */
    static final class Within extends AddressMatcher {
        private final Network network;
        private final boolean inside;

        /** With {@code inside} false the verdict is negated. */
        Within(Network network, boolean inside) {
            this.network = network;
            this.inside = inside;
        }

        @Override
        boolean test(byte[] address) {
            return network.contains(address) == inside;
        }
    }

    /** Inside one of several networks; prefixes are found by hash, with one look-up for each length in use. */
    static final class WithinAny extends AddressMatcher {
        private final NetworkSet networks;

        WithinAny(NetworkSet networks) {
            this.networks = networks;
        }

        @Override
        boolean test(byte[] address) {
            return networks.contains(address);
        }
    }

    static final class Counted extends AddressMatcher {
        private final Modifier modifier;
        private final AddressMatcher[] tests;

        Counted(Modifier modifier, List<AddressMatcher> tests) {
            this.modifier = modifier;
            this.tests = tests.toArray(new AddressMatcher[0]);
        }

        @Override
        boolean test(byte[] address) {
            int held = 0;
            for (AddressMatcher test : tests) {
                if (test.test(address)) {
                    held++;
                }
            }
            return modifier.holds(held, tests.length);
        }
    }

    /** Equal, as addresses are compared with each other. */
    static boolean equal(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }
}
