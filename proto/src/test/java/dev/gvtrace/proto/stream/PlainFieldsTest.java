// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Packets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFieldsTest {
    private static final byte CONTEXT = 1 << 3 | 2;

    @ParameterizedTest
    @ValueSource(strings = {"", "1005", "10ff01", "10ffffffffffffffffff01", "1200", "1203010203 1801", "7a0141"})
    void passesOverNumbersAndBytes(String hex) {
        assertThat(fill(Packets.hex(hex))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10", // no value
                "10ff", // torn
                "10ffffffffffffffffffff01", // longer than any number
                "120301", // torn bytes
                "128001", // a length of two bytes
                "0001", // field 0
                "0a00", // the tag that was given
                "800101", // field 16
                "1500000000", // fixed
                "1b1c", // a group
            })
    void leavesTheRestToTheTable(String hex) {
        assertThat(fill(Packets.hex(hex))).isFalse();
        assertThat(fill(Packets.hex("1005" + hex))).isFalse();
    }

    @Test
    void tablesAcceptWhatItAccepts() {
        // A fixed seed, as the number of messages that pass is checked at the end.
        Random random = new Random(11);
        FieldTable table = new FieldTable();
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[3 + random.nextInt(12)];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(40));
            }
            int from = random.nextInt(3);
            int length = random.nextInt(bytes.length - from + 1);
            if (PlainFields.fill(bytes, from, from + length, CONTEXT)) {
                passed += length > 0 ? 1 : 0;
                assertThat(table.scan(bytes, from, length)).isTrue();
                assertThat(table.hasBytes(1)).isFalse();
            }
        }
        assertThat(passed).isGreaterThan(2_000);
    }

    private static boolean fill(byte[] bytes) {
        return PlainFields.fill(bytes, 0, bytes.length, CONTEXT);
    }
}
