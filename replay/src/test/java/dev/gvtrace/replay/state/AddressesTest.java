// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "00000000, 0.0.0.0",
        "c0a80001, 192.168.0.1",
        "ffffffff, 255.255.255.255",
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "20010db8000100000000000100000001, 2001:db8:1::1:0:1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "00010000000000000000000000000000, 1::",
        "fe80000000000000020c29fffeaabbcc, fe80::20c:29ff:feaa:bbcc",
        "00000000000000000000ffff01020304, ::ffff:1.2.3.4",
        "0001000200030004000500060007abcd, 1:2:3:4:5:6:7:abcd",
        "010203, ''"
    })
    void writesAddressesInTheirShortestForm(String bytes, String text) {
        assertThat(Addresses.text(HexFormat.of().parseHex(bytes))).isEqualTo(text);
    }
}
