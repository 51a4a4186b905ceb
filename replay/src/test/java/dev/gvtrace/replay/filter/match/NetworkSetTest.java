// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that differ only in the last bits of their upper half, or only in the lower one, against plain arithmetic. */
class NetworkSetTest {
    private static final int[] LENGTHS = {0, 1, 8, 24, 31, 32, 48, 63, 64, 65, 66, 96, 126, 127, 128};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatArithmeticFinds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Network> networks = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] address = address(random);
                int bits = LENGTHS[2 + random.nextInt(LENGTHS.length - 2)];
                networks.add(new Network(address, Math.min(bits, 8 * address.length)));
            }
            if (random.nextInt(50) == 0) {
                networks.add(new Network(address(random), LENGTHS[random.nextInt(2)]));
            }
            NetworkSet set = new NetworkSet(networks);
            for (int i = 0; i < 40; i++) {
                byte[] address = address(random);
                assertThat(set.contains(address))
                        .as("%s in %s", new BigInteger(1, address).toString(16), networks)
                        .isEqualTo(networks.stream().anyMatch(network -> lies(address, network)));
            }
        }
    }

    private static byte[] address(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        address[0] = 0x20;
        address[address.length - 1] = (byte) random.nextInt(4);
        if (address.length == 16) {
            address[7] = (byte) random.nextInt(2);
            address[8] = (byte) (random.nextInt(3) << 6);
        }
        return address;
    }

    private static boolean lies(byte[] address, Network network) {
        int rest = 8 * address.length - network.bits();
        return address.length == network.address().length
                && new BigInteger(1, address)
                        .shiftRight(rest)
                        .equals(new BigInteger(1, network.address()).shiftRight(rest));
    }
}
