// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.IntegerArbitrary;
import net.jqwik.api.constraints.Size;

/**
 * Networks that differ only in the last bits of their upper half, or only in the lower one, against plain arithmetic.
 */
class NetworkSetTest {
    private static final Integer[] LENGTHS = {0, 1, 8, 24, 31, 32, 48, 63, 64, 65, 66, 96, 126, 127, 128};

    @Property(tries = 500)
    void findsWhatArithmeticFinds(
            @ForAll("networks") List<Network> networks, @ForAll("addresses") @Size(40) List<byte[]> addresses) {
        NetworkSet set = new NetworkSet(networks);
        for (byte[] address : addresses) {
            assertThat(set.contains(address))
                    .as("%s in %s", new BigInteger(1, address).toString(16), networks)
                    .isEqualTo(networks.stream().anyMatch(network -> lies(address, network)));
        }
    }

    @Provide
    Arbitrary<List<Network>> networks() {
        return Combinators.combine(address(), Arbitraries.of(LENGTHS))
                .as((address, bits) -> new Network(address, Math.min(bits, 8 * address.length)))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<byte[]>> addresses() {
        return address().list();
    }

    private static Arbitrary<byte[]> address() {
        IntegerArbitrary small = Arbitraries.integers();
        return Combinators.combine(Arbitraries.of(4, 16), small.between(0, 3), small.between(0, 1), small.between(0, 2))
                .as((length, last, seventh, eighth) -> {
                    byte[] address = new byte[length];
                    address[0] = 0x20;
                    address[length - 1] = last.byteValue();
                    if (length == 16) {
                        address[7] = seventh.byteValue();
                        address[8] = (byte) (eighth << 6);
                    }
                    return address;
                });
    }

    private static boolean lies(byte[] address, Network network) {
        int rest = 8 * address.length - network.bits();
        return address.length == network.address().length
                && new BigInteger(1, address)
                        .shiftRight(rest)
                        .equals(new BigInteger(1, network.address()).shiftRight(rest));
    }
}
