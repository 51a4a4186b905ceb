// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Random conditions against a model of how Falco reads constants: C's scanf into 64 bits at whose limits a number
 * stays, of which the type's low bits are kept; digits alone or a service for ports; a number of 8 bits after a
 * network's slash; a known event type for evt.type, inside any transformer.
 */
class ConstantRulesPropertyTest {
    /** A field and the type that Falco gives it. */
    private enum Subject {
        EVT_CPU("evt.cpu", 16, true),
        PROC_PID("proc.pid", 64, true),
        EVT_RAWRES("evt.rawres", 64, true),
        RAW_FD("evt.rawarg.fd", 64, true),
        USER_UID("user.uid", 32, false),
        RAW_FLAGS("evt.rawarg.flags", 32, false),
        EVT_NUM("evt.num", 64, false),
        PROC_DURATION("proc.duration", 64, false);

        final String field;
        final int bits;
        final boolean signed;

        Subject(String field, int bits, boolean signed) {
            this.field = field;
            this.bits = bits;
            this.signed = signed;
        }
    }

    private static final Pattern SCANNED = Pattern.compile("[ \\t\\n\\x0b\\f\\r]*([+-]?)([0-9]+)");
    private static final Pattern NUMBER_TOKEN = Pattern.compile("[+-]?[0-9]+");
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    /** What scanf makes of the text; null if it does not take all of it as a number. */
    private static @Nullable BigInteger scanned(String text, int bits, boolean signed) {
        Matcher matcher = SCANNED.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        BigInteger magnitude = new BigInteger(matcher.group(2));
        boolean minus = matcher.group(1).equals("-");
        BigInteger value = minus ? magnitude.negate() : magnitude;
        BigInteger most = TWO_64.shiftRight(1).subtract(BigInteger.ONE);
        if (signed) {
            value = value.min(most).max(most.negate().subtract(BigInteger.ONE));
        } else if (magnitude.compareTo(TWO_64) >= 0) {
            value = TWO_64.subtract(BigInteger.ONE);
        }
        BigInteger kept = value.mod(BigInteger.ONE.shiftLeft(bits));
        return signed && kept.testBit(bits - 1) ? kept.subtract(BigInteger.ONE.shiftLeft(bits)) : kept;
    }

    private static String verdict(String condition, String field, Object value) {
        FilterCompiler<EventContext> compiler =
                new FilterCompiler<>(new StubBinding(resolved -> TruthTableTest.stub(resolved, Map.of(field, value))));
        return TruthTableTest.verdict(compiler, condition, Objects.requireNonNull(EventTypes.byName("open")));
    }

    private static boolean loads(String condition) {
        return FilterChecker.check(parsed(condition), Installed.binding()).stream()
                .noneMatch(issue -> issue.code() != FilterIssue.Code.FIELD_AS_CONSTANT
                        && issue.code() != FilterIssue.Code.TRANSFORMER_AS_CONSTANT);
    }

    private static Expr parsed(String condition) {
        try {
            return FilterParser.parse(condition);
        } catch (FilterException e) {
            throw new AssertionError(condition, e);
        }
    }

    @Provide
    Arbitrary<String> constants() {
        Arbitrary<BigInteger> powers = Arbitraries.of(7, 8, 15, 16, 31, 32, 63, 64, 65, 70)
                .map(BigInteger.ONE::shiftLeft)
                .flatMap(power -> Arbitraries.integers().between(-2, 2).map(add -> power.add(BigInteger.valueOf(add))));
        Arbitrary<BigInteger> small = Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.valueOf(300));
        Arbitrary<String> digits = Arbitraries.oneOf(powers, small).map(BigInteger::toString);
        Arbitrary<String> before =
                Arbitraries.of("", "", "", "-", "-", "+", "0", " ", "  -", " +0", "\\t", "- ", "--", "0x");
        Arbitrary<String> behind = Arbitraries.of("", "", "", "", "", "", "", " ", ".0", "e3", "k", "/8");
        Arbitrary<String> numbers = net.jqwik.api.Combinators.combine(before, digits, behind)
                .as((sign, number, rest) -> sign + number + rest);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, numbers),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.of("", " ", "-", "https", "ssh", "10.0.0.0/8", "::1/64", "open", "x")));
    }

    private static String plain(String quoted) {
        return quoted.replace("\\t", "\t");
    }

    @Property(tries = 2000)
    void numbersAreReadAsByScanf(
            @ForAll Subject subject, @ForAll("constants") String constant, @ForAll("constants") String at) {
        BigInteger read = scanned(plain(constant), subject.bits, subject.signed);
        BigInteger near = scanned(plain(at), subject.bits, subject.signed);
        BigInteger value = near == null ? BigInteger.ONE : near;
        int order = read == null ? 0 : value.compareTo(read);
        List<String> conditions = new ArrayList<>();
        List<Boolean> verdicts = new ArrayList<>();
        String quoted = '"' + constant + '"';
        add(conditions, verdicts, "= " + quoted, order == 0);
        add(conditions, verdicts, "!= " + quoted, order != 0);
        add(conditions, verdicts, "= anyof (" + quoted + ")", order == 0);
        boolean neverIn = subject.field.startsWith("evt.rawarg.");
        add(conditions, verdicts, "in (" + quoted + ")", order == 0 && !neverIn);
        add(conditions, verdicts, "intersects (" + quoted + ")", order == 0 && !neverIn);
        if (NUMBER_TOKEN.matcher(constant).matches()) {
            add(conditions, verdicts, "< " + constant, order < 0);
            add(conditions, verdicts, ">= " + constant, order >= 0);
        }
        for (int i = 0; i < conditions.size(); i++) {
            String condition = subject.field + ' ' + conditions.get(i);
            assertThat(loads(condition)).as(condition).isEqualTo(read != null);
            if (read != null) {
                assertThat(verdict(condition, subject.field, value.longValue()))
                        .as("%s of %s", condition, value)
                        .isEqualTo(verdicts.get(i) ? "T" : "F");
            }
        }
    }

    private static void add(List<String> conditions, List<Boolean> verdicts, String condition, boolean verdict) {
        conditions.add(condition);
        verdicts.add(verdict);
    }

    @Property(tries = 500)
    void portsAreDigitsOrServices(@ForAll("constants") String constant, @ForAll("constants") String at) {
        Long port = port(plain(constant));
        Long near = port(plain(at));
        long value = near == null ? 443 : near;
        for (String field : List.of("fd.sport", "fd.port")) {
            for (String condition : List.of("= \"" + constant + '"', "in (\"" + constant + "\")")) {
                assertThat(loads(field + ' ' + condition))
                        .as(field + ' ' + condition)
                        .isEqualTo(port != null);
            }
        }
        if (port != null) {
            assertThat(verdict("fd.sport = \"" + constant + '"', "fd.sport", value))
                    .as("%s for %s", constant, value)
                    .isEqualTo(port == value ? "T" : "F");
        }
    }

    private static @Nullable Long port(String text) {
        if (text.equals("https") || text.equals("ssh")) {
            return text.equals("ssh") ? 22L : 443L;
        }
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        BigInteger number = text.isEmpty() ? BigInteger.ZERO : new BigInteger(text);
        return number.bitLength() > 31 ? null : Long.valueOf(number.intValue() & 0xffff);
    }

    @Property(tries = 500)
    void masksAreNumbersOfEightBits(@ForAll("constants") String mask, @ForAll boolean six) {
        String condition = "fd.snet = \"" + (six ? "2001:db8::" : "10.0.0.0") + '/' + mask + '"';
        BigInteger bits = scanned(plain(mask), 8, false);
        boolean fits = bits != null && (six ? bits.signum() > 0 && bits.intValue() <= 128 : bits.intValue() <= 32);
        assertThat(loads(condition)).as(condition).isEqualTo(fits);
        if (fits && !six) {
            byte[] outside = {11, 0, 0, 0};
            assertThat(verdict(condition, "fd.snet", outside)).isEqualTo(bits.intValue() < 8 ? "T" : "F");
        }
    }

    @Property(tries = 500)
    void indexesAreReadAsByScanf(@ForAll("constants") String index) {
        for (String field : List.of("proc.args", "proc.aname", "proc.apid", "fd.types", "evt.arg")) {
            String operator = field.equals("fd.types") ? "in (file)" : field.equals("proc.apid") ? "= 1" : "= x";
            String condition = field + "[\"" + index + "\"] " + operator;
            assertThat(loads(condition)).as(condition).isEqualTo(scanned(plain(index), 32, true) != null);
        }
    }

    @Property(tries = 300)
    void constantsOfTransformedTypesAreTypes(
            @ForAll("transformers") String left,
            @ForAll("typeOperators") String operator,
            @ForAll("types") String type) {
        boolean known = List.of("open", "openat", "execve", "sync", "").contains(type);
        String condition = left + ' ' + operator.replace("VALUE", '"' + type + '"');
        boolean ofType = !left.startsWith("concat") && !left.contains("proc.name");
        assertThat(loads(condition)).as(condition).isEqualTo(known || !ofType);
    }

    @Provide
    Arbitrary<String> transformers() {
        return Arbitraries.of(
                "evt.type",
                "tolower(evt.type)",
                "basename(evt.type)",
                "toupper(basename(evt.type))",
                "concat(evt.type, \"x\")",
                "tolower(proc.name)");
    }

    @Provide
    Arbitrary<String> typeOperators() {
        return Arbitraries.of(
                "contains VALUE",
                "startswith VALUE",
                "endswith anyof (VALUE)",
                "icontains VALUE",
                "glob VALUE",
                "pmatch (VALUE)",
                "intersects (VALUE)");
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of("open", "openat", "execve", "sync", "", "OPEN", "exec", "nope", "open*", "1");
    }
}
