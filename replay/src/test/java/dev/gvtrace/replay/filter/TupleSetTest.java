// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long exceptions: tuples of values that are looked up instead of tried one by one. */
class TupleSetTest {
    private static String verdict(String facts, List<String> parts) {
        return TruthTableTest.verdict(facts, String.join(" or ", parts));
    }

    private static List<TupleCompiler.Joined> join(List<String> parts) throws FilterException {
        return new TupleCompiler(ValueReaders.reading(Installed.binding()))
                .join(FilterParser.parse(String.join(" or ", parts)).children());
    }

    private static List<String> numbers(int count) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add("(fd.sport = " + (i * 7919 % 65536) + " and proc.pid = " + (i * 1_000_003L) + ")");
        }
        return parts;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 500})
    void findsEveryTupleOfNumbersAndNoMixtureOfTwo(int count) throws FilterException {
        List<String> parts = numbers(count);
        assertThat(join(parts)).hasSize(1);
        for (int i = 0; i < count; i += Math.max(1, count / 10)) {
            long port = i * 7919 % 65536;
            assertThat(verdict("fd.sport=#" + port + " proc.pid=#" + i * 1_000_003L, parts))
                    .isEqualTo("T");
            assertThat(verdict("fd.sport=#" + port + " proc.pid=#" + (i + 1) * 1_000_003L, parts))
                    .isEqualTo("F");
            assertThat(verdict("fd.sport=#" + port + " proc.pid=#" + (i * 1_000_003L + 1), parts))
                    .isEqualTo("F");
        }
        assertThat(verdict("fd.sport=#0", parts)).isEqualTo("F");
        assertThat(verdict("proc.pid=#0", parts)).isEqualTo("F");
    }

    @Test
    void findsAddressesOfBothFamiliesWhateverTheyHaveInCommon() throws FilterException {
        List<String> parts = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            addresses.add("10.0." + i + ".1");
            addresses.add("2001:db8::" + i);
            addresses.add(i + "::5");
            addresses.add(i + "::0:200");
        }
        for (int i = 0; i < addresses.size(); i++) {
            parts.add("(fd.sip = " + addresses.get(i) + " and proc.name = n" + i % 10 + ")");
        }
        assertThat(join(parts))
                .singleElement()
                .satisfies(group -> assertThat(group.parts()).hasSize(80));
        for (int i = 0; i < addresses.size(); i++) {
            String address = "fd.sip=@" + addresses.get(i);
            assertThat(verdict(address + " proc.name=n" + i % 10, parts)).isEqualTo("T");
            assertThat(verdict(address + " proc.name=n" + (i + 1) % 10, parts)).isEqualTo("F");
            assertThat(verdict(address + " proc.name=x", parts)).isEqualTo("F");
            assertThat(verdict(address, parts)).isEqualTo("F");
        }
        for (String other :
                List.of("10.0.1.2", "10.0.21.1", "2001:db8::21", "21::5", "1::6", "::5", "1:1::5", "::a00:101")) {
            assertThat(verdict("fd.sip=@" + other + " proc.name=n0", parts))
                    .as(other)
                    .isEqualTo("F");
        }
        assertThat(verdict("proc.name=n0", parts)).isEqualTo("F");
    }

    @Test
    void standsForEachValueOfListsInTuples() throws FilterException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            parts.add("(proc.name in (a" + i + ", b" + i + ") and fd.sport in (" + i + ", " + (i + 100) + "))");
        }
        assertThat(join(parts)).hasSize(1);
        for (String inside : List.of("a0 fd.sport=#0", "b0 fd.sport=#100", "a39 fd.sport=#139", "b39 fd.sport=#39")) {
            assertThat(verdict("proc.name=" + inside, parts)).as(inside).isEqualTo("T");
        }
        for (String outside : List.of("a0 fd.sport=#1", "b0 fd.sport=#101", "c0 fd.sport=#0")) {
            assertThat(verdict("proc.name=" + outside, parts)).as(outside).isEqualTo("F");
        }
    }

    @Test
    void doesNotExpandTooManyTuples() throws FilterException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            parts.add("(proc.name = a" + i + " and fd.sport = " + i + ")");
        }
        StringBuilder eight = new StringBuilder("0");
        for (int i = 1; i < 8; i++) {
            eight.append(", ").append(i);
        }
        parts.add("(proc.name in (" + eight + ") and fd.sport in (" + eight + "))");
        assertThat(join(parts).get(0).parts()).hasSize(41);
        parts.add("(proc.name in (" + eight + ", 8) and fd.sport in (" + eight + "))");
        assertThat(join(parts).get(0).parts()).hasSize(41);
        assertThat(verdict("proc.name=8 fd.sport=#7", parts)).isEqualTo("T");
        assertThat(verdict("proc.name=7 fd.sport=#7", parts)).isEqualTo("T");
        assertThat(verdict("proc.name=8 fd.sport=#8", parts)).isEqualTo("F");
    }

    @Test
    void joinsNothingElse() throws FilterException {
        assertThat(join(numbers(31))).isEmpty();
        for (String part : List.of(
                "(proc.name = nI and fd.sport > I)",
                "(proc.name != nI and fd.sport = I)",
                "(proc.name = anyof (nI) and fd.sport = I)",
                "(proc.name = val(proc.pname) and fd.sport = I)",
                "(tolower(proc.name) = nI and fd.sport = I)",
                "(fd.snet = 10.0.0.I/32 and fd.sport = I)",
                "(evt.buffer = nI and fd.sport = I)",
                "(evt.type = open and fd.sport = I)",
                "(proc.aname = nI and fd.sport = I)",
                "(fd.types in (nI) and fd.sport = I)",
                "(util.cnt = I and fd.sport = I)",
                "(evt.rawarg.res = I and fd.sport = I)",
                "(proc.fdusage = I and fd.sport = I)",
                "(nosuch.field = I and fd.sport = I)",
                "(proc.name = nI or fd.sport = I)",
                "(not proc.name = nI and fd.sport = I)",
                "(macro and fd.sport = I)")) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                parts.add(part.replace("I", String.valueOf(i)));
            }
            assertThat(join(parts)).as(part).isEmpty();
        }
    }

    @Test
    void joinsEachShapeForItself() throws FilterException {
        List<String> parts = new ArrayList<>(numbers(40));
        for (int i = 0; i < 40; i++) {
            parts.add("proc.name = n" + i);
            parts.add("(proc.env[A] = n" + i + " and fd.sport = " + i + ")");
            parts.add("(proc.env[B] == n" + i + " and fd.sport = " + i + ")");
        }
        for (int i = 0; i < 31; i++) {
            parts.add("(proc.pname = n" + i + " and fd.sport = " + i + ")");
        }
        assertThat(join(parts)).extracting(group -> group.parts().size()).containsExactly(40, 40, 40, 40);
        assertThat(verdict("proc.env[A]=n3 fd.sport=#3", parts)).isEqualTo("T");
        assertThat(verdict("proc.env[B]=n3 fd.sport=#4", parts)).isEqualTo("F");
        assertThat(verdict("proc.pname=n3 fd.sport=#3", parts)).isEqualTo("T");
        assertThat(verdict("proc.name=n3", parts)).isEqualTo("T");
        assertThat(verdict("proc.name=n40", parts)).isEqualTo("F");
    }

    @Test
    void refusesFaultsInOneOfManyTuples() {
        List<String> parts = numbers(40);
        parts.add("(fd.sport = nosuch and proc.pid = 1)");
        assertThat(verdict("fd.sport=#0 proc.pid=#0", parts)).isEqualTo("E");
    }
}
