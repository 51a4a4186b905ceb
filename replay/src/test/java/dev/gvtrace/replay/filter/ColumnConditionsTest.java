// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.ColumnBinding;
import dev.gvtrace.replay.field.ColumnBinding.Column;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions and outputs over the columns of a table. */
class ColumnConditionsTest {
    /** A row as a derived table may have it; what is null has no value. */
    record Call(
            @Nullable String name,
            @Nullable Long pid,
            boolean failed,
            double seconds,
            byte @Nullable [] peer,
            @Nullable List<String> words,
            long time) {}

    private static final Binding<Call> CALLS = new ColumnBinding<>(
            "calls",
            List.of(
                    Column.of("name", FieldType.TEXT, "", (Extractor.OfText<Call>) Call::name),
                    Column.of("pid", FieldType.SIGNED, "", (Extractor.OfNumber<Call>)
                            (call, out) -> put(out, call.pid())),
                    Column.of("failed", FieldType.BOOLEAN, "", (Extractor.OfNumber<Call>)
                            (call, out) -> put(out, call.failed() ? 1L : 0)),
                    Column.of("seconds", FieldType.DECIMAL, "", (Extractor.OfDecimal<Call>) Call::seconds),
                    Column.of("peer", FieldType.ADDRESS, "", (Extractor.OfAddress<Call>) Call::peer),
                    Column.of("peer.net", FieldType.NETWORK, "", (Extractor.OfAddress<Call>) Call::peer),
                    Column.of("words", FieldType.TEXT_LIST, "", (Extractor.OfTexts<Call>) Call::words),
                    Column.of("time", FieldType.ABSOLUTE_TIME, "", (Extractor.OfNumber<Call>)
                            (call, out) -> put(out, call.time())),
                    // To rules this name is special.
                    Column.of("evt.type", FieldType.TEXT, "", (Extractor.OfText<Call>) call -> "a kind")));

    private static final Call CAT = new Call(
            "cat", 12L, true, 1.5, Network.parseIpv4("10.1.2.3"), List.of("-n", "/etc/passwd"), 1_600_000_000L);
    private static final Call NOTHING = new Call(null, null, false, Double.NaN, null, null, 0);

    private static boolean put(NumberValue out, @Nullable Long value) {
        out.value = value == null ? 0 : value;
        return value != null;
    }

    private static boolean holds(String condition, Call call) throws FilterException {
        Expr expr = FilterParser.parseColumns(condition);
        assertThat(FilterChecker.check(expr, CALLS)).isEmpty();
        FilterCompiler<Call> compiler = new FilterCompiler<>(CALLS);
        CompiledFilter<Call> filter = compiler.compile(expr);
        assertThat(EventTypes.all()).allMatch(filter.eventTypes()::contains);
        FilterProgram<Call> program = compiler.link(null, List.of(filter));
        Evaluation<Call> evaluation = compiler.newEvaluation();
        evaluation.start(call);
        boolean verdict = program.next(evaluation, 0) == 0;
        assertThat(Explanation.of(expr, CALLS, call).verdict()).isEqualTo(verdict);
        return verdict;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = cat                               | true",
                "not name = cat                           | false",
                "name=cat and pid=12                      | true",
                "name in (dog, cat) and not pid in (1, 2) | true",
                "name startswith c or pid > 100           | true",
                "(name contains a) and (pid >= 12)        | true",
                "pid < 12                                 | false",
                "failed = true                            | true",
                "failed exists                            | true",
                "seconds > 1                              | true",
                "seconds < 1                              | false",
                "peer = 10.1.2.3                          | true",
                "peer in (10.9.9.9, 10.1.2.3)             | true",
                "peer.net in (10.0.0.0/8)                 | true",
                "peer.net = 192.168.0.0/16                | false",
                "words in ('-n', '/etc/passwd')           | true",
                "words intersects ('/etc/passwd', x)      | true",
                "words intersects (x)                     | false",
                "time >= 1600000000                       | true",
                "toupper(name) = CAT                      | true",
                "len(words) = 2                           | true",
                "join(',', words) endswith passwd         | true",
                "concat(name, '!') = 'cat!'               | true",
                "name = val(name)                         | true",
                "name pmatch (ca, c)                      | false",
                "name regex 'c.t'                         | true",
                "name glob c*                             | true",
                "name startswith anyof (x, c)             | true",
                "evt.type = 'a kind'                      | true",
                "evt.type in (nonsense, 'a kind')         | true",
                "toupper(evt.type) = 'A KIND'             | true",
                "evt.type = val(name)                     | false",
            })
    void haveVerdicts(String condition, boolean verdict) throws FilterException {
        assertThat(holds(condition, CAT)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name exists",
                "name != cat",
                "pid >= 0",
                "pid exists",
                "seconds <= 1",
                "peer exists",
                "words exists",
                "words in (x)"
            })
    void areFalseWhereTheValueIsMissing(String condition) throws FilterException {
        assertThat(holds(condition, NOTHING)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "nmae = cat | UNKNOWN_FIELD | table 'calls' has no column 'nmae' | a column of 'calls' | name",
                "proc.name = cat | UNKNOWN_FIELD | table 'calls' has no column 'proc.name' | a column of 'calls' | -",
                "peer.net[1] = 10.0.0.0/8 | WRONG_OPERAND | column 'peer.net' takes no argument: '1' | - | -",
                "tolower(wrods) = x | UNKNOWN_FIELD | table 'calls' has no column 'wrods' | a column of 'calls' | words",
                "name = val(nmae) | UNKNOWN_FIELD | table 'calls' has no column 'nmae' | a column of 'calls' | name",
                "pid = many | WRONG_VALUE | many is not a valid number | a decimal number | -",
                "failed = yes | WRONG_VALUE | filter error: unrecognized boolean value yes | true or false | -",
                "tolower(pid) = x | WRONG_OPERAND | can't add field transformer: type 'INT64' is not supported by"
                        + " 'tolower' transformer applied on field 'pid' | - | -",
                "name | UNKNOWN_MACRO | Undefined macro 'name' used in filter. | a macro | -"
            })
    void areWrongWithReason(
            String condition, String code, String message, @Nullable String expected, @Nullable String nearest)
            throws FilterException {
        List<FilterIssue> issues = FilterChecker.check(FilterParser.parseColumns(condition), CALLS);
        assertThat(issues).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo(FilterIssue.Code.valueOf(code));
            assertThat(issue.message()).isEqualTo(message);
            assertThat(issue.expected()).isEqualTo(expected);
            assertThat(issue.nearest()).isEqualTo(nearest);
        });
    }

    @Test
    void warnAboutColumnsAsConstants() throws FilterException {
        assertThat(FilterChecker.check(FilterParser.parseColumns("name = peer.net"), CALLS))
                .extracting(FilterIssue::code)
                .containsExactly(FilterIssue.Code.FIELD_AS_CONSTANT);
        assertThat(FilterChecker.check(FilterParser.parseColumns("name = proc.name"), CALLS))
                .isEmpty();
    }

    @Test
    void needDotsOnlyInRules() {
        assertThatThrownBy(() -> FilterParser.parse("pid = 1"))
                .isInstanceOf(FilterException.class)
                .hasMessage("unexpected token after 'pid', expecting 'or', 'and'");
        assertThatThrownBy(() -> FilterParser.parseColumns("pid = 1 and"))
                .isInstanceOf(FilterException.class)
                .hasMessage("expected blank or '(' after 'and'");
    }

    @Test
    void printAsOutputs() {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<Call> template = Objects.requireNonNull(
                OutputTemplate.compile("%name has %pid: %peer %words %8failed|%toupper(name)", CALLS, issues));
        assertThat(issues).isEmpty();
        assertThat(template.render(CAT)).hasToString("cat has 12: 10.1.2.3 (-n,/etc/passwd) true    |CAT");
        assertThat(template.render(NOTHING)).hasToString("<NA> has <NA>: <NA> <NA> false   |<NA>");
        assertThat(template.fields()).map(Text::decoded).containsExactly("failed", "name", "peer", "pid", "words");
        assertThat(template.values(CAT))
                .containsExactly(
                        true,
                        Text.ofUtf8("cat"),
                        Text.ofUtf8("10.1.2.3"),
                        12L,
                        CAT.words().stream().map(Text::ofUtf8).toList());
    }

    @Test
    void nameTheNearestColumnInOutputs() {
        List<FilterIssue> issues = new ArrayList<>();
        assertThat(OutputTemplate.compile("%fialed", CALLS, issues)).isNull();
        assertThat(issues).singleElement().satisfies(issue -> {
            assertThat(issue.message()).isEqualTo("invalid formatting token fialed");
            assertThat(issue.expected()).isEqualTo("a column of 'calls', or a transformer, behind %");
            assertThat(issue.nearest()).isEqualTo("failed");
        });
    }

    @Test
    void haveDifferentNames() {
        List<Column<Call>> twice = List.of(
                Column.of("name", FieldType.TEXT, "", (Extractor.OfText<Call>) Call::name),
                Column.of("name", FieldType.PATH, "", (Extractor.OfText<Call>) Call::name));
        assertThatThrownBy(() -> new ColumnBinding<>("calls", twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table calls has two columns 'name'");
    }

    @Test
    void haveExtractorsOfTheirType() {
        List<Column<Call>> wrong =
                List.of(Column.of("name", FieldType.SIGNED, "", (Extractor.OfText<Call>) Call::name));
        assertThatThrownBy(() -> new ColumnBinding<>("calls", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'name' has an extractor of another type than SIGNED");
    }
}
