// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.NearestName;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return ByteText.of(bytes, 0, bytes.length);
    }

    @Test
    void decodesEveryByteOfBase64WithAndWithoutPadding() {
        for (int length : List.of(0, 1, 2, 3, 4, 254, 255, 256)) {
            byte[] bytes = Arrays.copyOf(everyByte(), length);
            String encoded = Base64.getEncoder().encodeToString(bytes);
            assertThat(Bytes.fromBase64(encoded)).isEqualTo(text(bytes));
            assertThat(Bytes.fromBase64(encoded.replace("=", ""))).isEqualTo(text(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AA@A", "AA[A", "AA`A", "AA{A", "AA.A", "AA:A", "AA*A", "AA,A", "A", "AAAAA", "A===", "AA=A", "AAA==="
            })
    void takesNothingElseForBase64(String text) {
        assertThat(Bytes.fromBase64(text)).isNull();
    }

    @Test
    void decodesEveryByteOfHexadecimalDigits() {
        String digits = HexFormat.of().formatHex(everyByte());
        assertThat(Bytes.fromHex(digits)).isEqualTo(text(everyByte()));
        assertThat(Bytes.fromHex(digits.toUpperCase(java.util.Locale.ROOT))).isEqualTo(text(everyByte()));
        assertThat(Arrays.asList("", "a", "abc", "0g", "g0", "0@", "0G", "0`", "0/", "0:", " 1"))
                .allMatch(text -> Bytes.fromHex(text) == null);
    }

    @Test
    void foldsLettersOfAsciiOnly() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        String lower = Bytes.toLower(all.toString());
        String upper = Bytes.toUpper(all.toString());
        for (int c = 0; c < 256; c++) {
            boolean small = c >= 'a' && c <= 'z';
            boolean capital = c >= 'A' && c <= 'Z';
            assertThat(lower.charAt(c)).isEqualTo((char) (capital ? c + 32 : c));
            assertThat(upper.charAt(c)).isEqualTo((char) (small ? c - 32 : c));
        }
        String folded = "abc";
        assertThat(Bytes.toLower(folded)).isSameAs(folded);
        assertThat(Bytes.toUpper("ABC")).isEqualTo("ABC");
        assertThat(Bytes.toUpper("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ABCD,bcd,true",
        "ABCD,abcd,true",
        "ABCD,abcde,false",
        "ABCD,d,true",
        "ABCD,x,false",
        "aab,ab,true",
        "'','',true",
        "'',a,false",
        "xABy,ab,true",
        "abac,abad,false"
    })
    void findsTextsInOtherCases(String text, String lower, boolean found) {
        assertThat(Bytes.containsFolded(text, lower)).isEqualTo(found);
    }

    @Test
    void endsTextsAtTheFirstNul() {
        assertThat(Bytes.untilNul("ab\0c\0d")).isEqualTo("ab");
        assertThat(Bytes.untilNul("\0ab")).isEmpty();
        assertThat(Bytes.untilNul("ab")).isEqualTo("ab");
    }

    @ParameterizedTest
    @CsvSource({"1.2.3.4,01020304", "255.255.255.255,ffffffff", "0.0.0.0,00000000", "10.0.0.255,0a0000ff"})
    void readsIpv4(String text, String bytes) {
        assertThat(HexFormat.of().formatHex(Network.parseIpv4(text))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "::,00000000000000000000000000000000",
        "::1,00000000000000000000000000000001",
        "1::,00010000000000000000000000000000",
        "1::2,00010000000000000000000000000002",
        "1:2:3:4:5:6:7:8,00010002000300040005000600070008",
        "1:2:3:4:5:6:7::,00010002000300040005000600070000",
        "::2:3:4:5:6:7:8,00000002000300040005000600070008",
        "abcd:EF01:0:00:000:0000:a:Fff,abcdef010000000000000000000a0fff",
        "2001:db8::ff00:42:8329,20010db8000000000000ff0000428329"
    })
    void readsIpv6(String text, String bytes) {
        assertThat(HexFormat.of().formatHex(Network.parseIpv6(text))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0,9,0",
        "9,9,9",
        "10,9,-1",
        "007,9,7",
        "'',9,-1",
        "x,9,-1",
        "1x,99,-1",
        "/,9,-1",
        ":,9,-1",
        "-1,9,-1",
        "999999999,2147483647,999999999",
        "1000000000,2147483647,-1"
    })
    void readsDecimalNumbers(String text, int limit, int number) {
        assertThat(Network.decimal(text, limit)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4,0,9.9.9.9,true",
        "1.2.3.4,1,127.0.0.1,true",
        "1.2.3.4,1,128.0.0.1,false",
        "1.2.3.4,7,0.9.9.9,true",
        "1.2.3.4,7,2.9.9.9,false",
        "1.2.3.4,8,1.9.9.9,true",
        "1.2.3.4,8,2.2.3.4,false",
        "1.2.3.4,31,1.2.3.5,true",
        "1.2.3.4,31,1.2.3.6,false",
        "1.2.3.4,32,1.2.3.4,true",
        "1.2.3.4,32,1.2.3.5,false",
        "1.2.3.4,0,::1,false",
        "::1,128,1.2.3.4,false",
        "::1,127,::,true",
        "::1,127,::2,false"
    })
    void findsAddressesInOneNetwork(String address, int bits, String other, boolean inside) {
        Network network = new Network(bytes(address), bits);
        assertThat(network.contains(bytes(other))).isEqualTo(inside);
        assertThat(new NetworkSet(List.of(network)).contains(bytes(other))).isEqualTo(inside);
        assertThat(network.contains(new byte[5])).isFalse();
        assertThat(new NetworkSet(List.of(network)).contains(new byte[5])).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.indexOf('.') >= 0 ? Network.parseIpv4(text) : Network.parseIpv6(text);
    }

    @ParameterizedTest
    @CsvSource({
        "open,open",
        "opn,open",
        "opne,open",
        "oepn,open",
        "openn,open",
        "xpen,open",
        "ope,open",
        "op,''",
        "oopenn,open",
        "clse,close",
        "exceve,execve",
        "xecvee,execve",
        "openta,openat",
        "ab,ba",
        "a,ba",
        "'',''",
        "aaaaaaaaaaaaaaa,''",
        "bb,ba",
        "o,''",
        "connnnect,connect",
        "conect,connect",
        "coct,''"
    })
    void findsTheNearestName(String name, String nearest) {
        List<String> names = List.of("open", "openat", "close", "execve", "bc", "ba", "connect");
        assertThat(NearestName.of(name, names)).isEqualTo(nearest.isEmpty() ? null : nearest);
    }

    @Test
    void suggestsNamesOfBoundedLengthOnly() {
        String longest = "x".repeat(64);
        assertThat(NearestName.of(longest, List.of("x".repeat(63) + "y"))).isEqualTo("x".repeat(63) + "y");
        assertThat(NearestName.of(longest, List.of(longest + "x"))).isNull();
        assertThat(NearestName.of(longest + "x", List.of(longest))).isNull();
        assertThat(NearestName.of("abcdef", List.of("abcdefgh"))).isEqualTo("abcdefgh");
        assertThat(NearestName.of("abcdef", List.of("abcdefghi"))).isNull();
        assertThat(NearestName.of("abcdef", List.of("abcd"))).isEqualTo("abcd");
        assertThat(NearestName.of("abcdef", List.of("zbcdef", "abcdez"))).isEqualTo("abcdez");
    }
}
