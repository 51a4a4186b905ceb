// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Many tuples in an {@code or} have the verdict that they have one by one. */
class TupleSetPropertyTest {
    private static final List<String> ADDRESSES =
            List.of("10.0.0.1", "10.0.0.2", "::1", "2001:db8::1", "::ffff:10.0.0.1", "0.0.0.0", "::", "::a00:1");

    private static String verdict(String condition, Map<String, Object> values) {
        FilterCompiler<EventContext> compiler =
                new FilterCompiler<>(new StubBinding(field -> TruthTableTest.stub(field, values)));
        return TruthTableTest.verdict(compiler, condition, Objects.requireNonNull(EventTypes.byName("connect")));
    }

    private static byte[] address(String text) {
        return Objects.requireNonNull(text.indexOf('.') >= 0 ? Network.parseIpv4(text) : Network.parseIpv6(text));
    }

    private static Map<String, Object> values(String address, long port, String name) {
        Map<String, Object> values = new HashMap<>();
        values.put("fd.sip", address.isEmpty() ? null : address(address));
        values.put("fd.sport", port < 0 ? null : port);
        values.put("proc.name", name.isEmpty() ? null : name);
        return values;
    }

    @Provide
    Arbitrary<String> tuples() {
        Arbitrary<String> address = Arbitraries.of(
                ADDRESSES.stream().filter(text -> !text.startsWith("::ffff")).toList());
        Arbitrary<String> port = Arbitraries.integers().between(0, 5).map(String::valueOf);
        Arbitrary<String> name = Arbitraries.of("cat", "bash", "c");
        Arbitrary<String> full = Combinators.combine(address, port, name)
                .as((a, p, n) -> "(fd.sip = " + a + " and fd.sport = " + p + " and proc.name = " + n + ")");
        Arbitrary<String> set = Combinators.combine(address, address, port, port)
                .as((a, b, p, q) -> "(fd.sip in (" + a + ", " + b + ") and fd.sport in (" + p + ", " + q + "))");
        Arbitrary<String> empty = Arbitraries.just("(fd.sip in () and fd.sport = 1)");
        Arbitrary<String> other = port.map(p -> "(fd.sip = 10.0.0.2 and fd.sport > 4" + p + ")");
        Arbitrary<String> none = name.map(n -> "(proc.name = x" + n + ")");
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(12, full),
                net.jqwik.api.Tuple.of(3, set),
                net.jqwik.api.Tuple.of(1, empty),
                net.jqwik.api.Tuple.of(1, other),
                net.jqwik.api.Tuple.of(12, none));
    }

    @Provide
    Arbitrary<List<String>> manyTuples() {
        return tuples().list().ofMinSize(TupleCompiler.MIN_TUPLES).ofMaxSize(4 * TupleCompiler.MIN_TUPLES);
    }

    @Provide
    Arbitrary<Map<String, Object>> facts() {
        List<String> addresses = new ArrayList<>(ADDRESSES);
        addresses.remove("::ffff:10.0.0.1");
        addresses.add("");
        return Combinators.combine(
                        Arbitraries.of(addresses),
                        Arbitraries.longs().between(-1, 6),
                        Arbitraries.of("cat", "bash", "c", "xcat", ""))
                .as(TupleSetPropertyTest::values);
    }

    @Property(tries = 150)
    void haveTheVerdictOfEachAlone(
            @ForAll("manyTuples") List<String> tuples, @ForAll("facts") Map<String, Object> values) {
        boolean any = tuples.stream().anyMatch(tuple -> verdict(tuple, values).equals("T"));
        assertThat(verdict(String.join(" or ", tuples), values)).isEqualTo(any ? "T" : "F");
    }

    @Test
    void becomeOnePredicate() throws FilterException {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            pairs.add("(fd.sip = 10.0." + (i >> 8) + "." + (i & 255) + " and fd.sport = " + i + ")");
        }
        Expr.Or or =
                (Expr.Or) FilterParser.parse(String.join(" or ", pairs) + " or (fd.sip = 1.1.1.1 and fd.sport > 5)");
        List<TupleCompiler.Joined> joined =
                new TupleCompiler(ValueReaders.reading(Installed.binding())).join(or.parts());
        assertThat(joined).singleElement().satisfies(group -> {
            assertThat(group.parts()).hasSize(1000);
            assertThat(group.leaf().predicate()).isInstanceOf(TupleSet.class);
        });
    }
}
