// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many conditions together: the verdicts of each alone, fields read no more often than needed, the cheap ones first.
 */
class FilterProgramTest {
    private final Map<String, Object> values = new HashMap<>();
    private final List<String> reads = new ArrayList<>();
    private final FilterCompiler<EventContext> compiler = new FilterCompiler<>(new StubBinding(this::watched));
    private final EventContext event = TruthTableTest.anyEvent();
    private Evaluation<EventContext> evaluation = compiler.newEvaluation();

    /** A field that records when it is read. */
    private Field<EventContext> watched(Field<EventContext> field) {
        String name = field.text();
        Extractor<EventContext> extractor;
        if (field.extractor() instanceof Extractor.OfText<EventContext>) {
            extractor = (Extractor.OfText<EventContext>) e -> (String) read(name);
        } else if (field.extractor() instanceof Extractor.OfAddress<EventContext>) {
            extractor = (Extractor.OfAddress<EventContext>) e -> (byte[]) read(name);
        } else if (field.extractor() instanceof Extractor.OfDecimal<EventContext>) {
            extractor = (Extractor.OfDecimal<EventContext>)
                    e -> read(name) instanceof Double decimal ? decimal : Double.NaN;
        } else if (field.type() == FieldType.TEXT_LIST) {
            extractor = (Extractor.OfTexts<EventContext>) e -> read(name) instanceof String text ? List.of(text) : null;
        } else if (field.extractor() instanceof Extractor.OfAny<EventContext>) {
            extractor = TruthTableTest.stub(field, values).extractor();
        } else {
            extractor = (Extractor.OfNumber<EventContext>) (e, out) -> {
                Object value = read(name);
                out.value = value instanceof Long number ? number : -77;
                return value != null;
            };
        }
        return new Field<>(
                field.definition(), field.argument(), name, field.type(), field.bits(), field.typeName(), extractor);
    }

    private Object read(String name) {
        reads.add(name);
        return values.get(name);
    }

    private FilterProgram link(String... conditions) throws FilterException {
        return link(EventTypes.byName("connect"), conditions);
    }

    private FilterProgram link(EventType type, String... conditions) throws FilterException {
        List<CompiledFilter<EventContext>> filters = new ArrayList<>();
        for (String condition : conditions) {
            filters.add(compiler.compile(FilterParser.parse(condition)));
        }
        FilterProgram<EventContext> program = compiler.link(type, filters);
        evaluation = compiler.newEvaluation();
        return program;
    }

    private List<Integer> matches(FilterProgram<EventContext> program) {
        reads.clear();
        evaluation.start(event);
        List<Integer> found = new ArrayList<>();
        for (int i = program.next(evaluation, 0); i >= 0; i = program.next(evaluation, i + 1)) {
            found.add(i);
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 300})
    void findsEachConditionThatHoldsInOrder(int count) throws FilterException {
        String[] conditions = new String[count];
        List<Integer> threes = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            conditions[i] = (i % 3 == 0 ? "proc.name = cat" : "proc.name = dog") + " and evt.rawres != " + (1000 + i);
            all.add(i);
            if (i % 3 == 0) {
                threes.add(i);
            }
        }
        FilterProgram<EventContext> program = link(conditions);
        values.put("proc.name", "cat");
        values.put("evt.rawres", 5L);
        assertThat(matches(program)).isEqualTo(threes);
        values.put("evt.rawres", 1000L);
        assertThat(matches(program)).isEqualTo(threes.subList(1, threes.size()));
        values.put("evt.rawres", 1000L + threes.get(threes.size() - 1));
        assertThat(matches(program)).isEqualTo(threes.subList(0, threes.size() - 1));
        values.put("proc.name", "dog");
        all.removeAll(threes);
        assertThat(matches(program)).isEqualTo(all);
        values.put("proc.name", "cow");
        assertThat(matches(program)).isEmpty();
    }

    @Test
    void triesConditionsFromTheGivenStart() throws FilterException {
        String[] conditions = new String[70];
        java.util.Arrays.setAll(conditions, i -> "evt.rawres > " + i);
        FilterProgram<EventContext> program = link(conditions);
        values.put("evt.rawres", 1000L);
        evaluation.start(event);
        assertThat(program.next(evaluation, 0)).isZero();
        for (int from : new int[] {1, 5, 63, 64, 65, 69}) {
            assertThat(program.next(evaluation, from)).isEqualTo(from);
        }
        assertThat(program.next(evaluation, 70)).isEqualTo(-1);
        assertThat(matches(link())).isEmpty();
    }

    @Test
    void readsAFieldOncePerEvent() throws FilterException {
        FilterProgram<EventContext> program = link(
                "proc.name = cat or evt.rawres = 1",
                "proc.name startswith c or evt.rawres = 2",
                "proc.name in (cat, dog) and evt.rawres = 3",
                "proc.name contains a and evt.rawres > 3",
                "proc.name != val(proc.pname) or evt.rawres > 4",
                "not proc.name glob d* and evt.rawres < 100");
        values.put("proc.name", "cat");
        values.put("evt.rawres", 4L);
        assertThat(matches(program)).containsExactly(0, 1, 3, 5);
        assertThat(reads).containsExactlyInAnyOrder("proc.name", "evt.rawres", "proc.pname");
        values.put("proc.name", null);
        values.put("evt.rawres", null);
        assertThat(matches(program)).isEmpty();
        assertThat(reads).containsOnlyOnce("proc.name").containsOnlyOnce("evt.rawres");
        values.put("proc.name", "dog\0x");
        values.put("evt.rawres", 3L);
        assertThat(matches(program)).containsExactly(2);
    }

    @Test
    void evaluatesSharedPartsOncePerEvent() throws FilterException {
        // Buffers are read again by each check.
        FilterProgram<EventContext> program = link(
                "(evt.buffer contains ab and evt.buffer contains yz) or evt.rawres = 1",
                "(evt.buffer contains ab and evt.buffer contains yz) or evt.rawres = 2",
                "not (evt.buffer contains ab and evt.buffer contains yz) or evt.rawres = 3");
        values.put("evt.buffer", "abyz");
        values.put("evt.rawres", 7L);
        assertThat(matches(program)).containsExactly(0, 1);
        assertThat(reads.stream().filter("evt.buffer"::equals)).hasSize(2);
        values.put("evt.buffer", "aby");
        assertThat(matches(program)).containsExactly(2);
        values.put("evt.rawres", 2L);
        assertThat(matches(program)).containsExactly(1, 2);
    }

    @Test
    void evaluatesASharedCheckFirstAndSkipsItsRulesIfItFails() throws FilterException {
        FilterProgram<EventContext> program = link(
                "fd.num = 1 and proc.name = cat",
                "fd.num = 2 and proc.name = cat",
                "user.uid = 3 and proc.pname = sh",
                "user.uid = 4 and proc.pname = sh");
        values.put("proc.name", "dog");
        values.put("proc.pname", "sh");
        values.put("user.uid", 4L);
        assertThat(matches(program)).containsExactly(3);
        assertThat(reads).doesNotContain("fd.num").contains("user.uid");
        values.put("proc.pname", "bash");
        assertThat(matches(program)).isEmpty();
        assertThat(reads).containsExactlyInAnyOrder("proc.name", "proc.pname");
    }

    @Test
    void evaluatesASmallerSharedCheckOnlyForRemainingRules() throws FilterException {
        FilterProgram<EventContext> program = link(
                "proc.pname = sh and proc.name = cat and fd.num = 1",
                "proc.pname = sh and proc.name = cat and fd.num = 2",
                "proc.name = cat and fd.num = 3",
                "proc.name = cat and fd.num = 4");
        values.put("proc.name", "dog");
        assertThat(matches(program)).isEmpty();
        assertThat(reads).containsExactly("proc.name");
        values.put("proc.name", "cat");
        values.put("fd.num", 2L);
        assertThat(matches(program)).isEmpty();
        values.put("proc.pname", "sh");
        assertThat(matches(program)).containsExactly(1);
    }

    @Test
    void evaluatesTheMostEffectiveCheckFirst() throws FilterException {
        for (String row : List.of(
                "proc.name exists|proc.pname = x",
                "proc.name regex a.c|proc.pname = x",
                "proc.name glob a*|proc.pname contains x")) {
            String dear = row.substring(0, row.indexOf('|'));
            String cheap = row.substring(row.indexOf('|') + 1);
            FilterProgram<EventContext> program = link(
                    dear + " and fd.num = 1",
                    dear + " and fd.num = 2",
                    cheap + " and fd.num = 3",
                    cheap + " and fd.num = 4");
            assertThat(matches(program)).isEmpty();
            assertThat(reads).as(row).containsExactly("proc.pname", "proc.name");
        }
        FilterProgram<EventContext> program = link(
                "proc.pname glob x* and fd.num = 1",
                "proc.pname glob x* and fd.num = 2",
                "proc.pname glob x* and fd.num = 3",
                "proc.name = a and fd.num = 4",
                "proc.name = a and fd.num = 5");
        assertThat(matches(program)).isEmpty();
        assertThat(reads).containsExactly("proc.name", "proc.pname");
    }

    @Test
    void sharedPartsKeepTheirVerdictsApart() throws FilterException {
        String one = "(evt.buffer contains ab and evt.buffer contains yz)";
        String other = "(evt.buffer contains cd and evt.buffer contains wx)";
        FilterProgram<EventContext> program = link(
                one + " or evt.rawres = 1",
                other + " or evt.rawres = 2",
                "not " + one + " or evt.rawres = 3",
                "not " + other + " or evt.rawres = 4");
        values.put("evt.buffer", "abyz");
        assertThat(matches(program)).containsExactly(0, 3);
        values.put("evt.buffer", "cdwx");
        assertThat(matches(program)).containsExactly(1, 2);
        values.put("evt.buffer", "abcdwxyz");
        assertThat(matches(program)).containsExactly(0, 1);
        values.put("evt.buffer", "");
        assertThat(matches(program)).containsExactly(2, 3);
    }

    @Test
    void derivesWhatTheTypeDecides() throws FilterException {
        EventType open = Objects.requireNonNull(EventTypes.byName("open"));
        FilterProgram<EventContext> program = link(
                open,
                "evt.type = open",
                "evt.type = close",
                "evt.type in (open, close) and proc.name = cat",
                "not evt.type = open",
                "evt.type != open or proc.name = dog",
                "syscall.type = open",
                "evt.type contains open and evt.type exists",
                "not (evt.type = close or proc.name = dog)");
        values.put("proc.name", "cat");
        assertThat(matches(program)).containsExactly(0, 2, 5, 6, 7);
        assertThat(reads).containsExactly("proc.name");
        FilterProgram<EventContext> exits = link(
                Objects.requireNonNull(EventTypes.byName("procexit")), "syscall.type exists", "evt.type = procexit");
        assertThat(matches(exits)).containsExactly(1);
    }

    @Test
    void linksConditionsForEventsOfAnyTypeToo() throws FilterException {
        FilterProgram<EventContext> program =
                link((EventType) null, "evt.type = chdir", "evt.type = open", "syscall.type = chdir");
        assertThat(matches(program)).containsExactly(0, 2);
    }

    @Test
    void refusesConditionsWithFaults() {
        for (String wrong : List.of("nosuch.field = 1", "proc.pid = x", "macro", "proc.name = a and proc.pid < 1.5")) {
            assertThatThrownBy(() -> compiler.compile(FilterParser.parse(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> compiler.newEvaluation().subject()).isInstanceOf(IllegalStateException.class);
    }

    /** In both orders: the first part of a row is evaluated first, and then the field of the other is not read. */
    private void first(String word, String cheap, String dear) throws FilterException {
        boolean and = word.equals("and");
        values.clear();
        if (!and) {
            values.putAll(TruthTableTest.facts("proc.name=a proc.pname=a evt.rawres=#5 fd.sip=@1.2.3.4 evt.failed=#1"));
        }
        String field = cheap.replaceAll("(^not )|( .*)|\\[.*", "").replaceAll("^\\w+\\(|\\)?,?$", "");
        for (String condition : List.of(cheap + ' ' + word + ' ' + dear, dear + ' ' + word + ' ' + cheap)) {
            assertThat(matches(link(condition))).hasSize(and ? 0 : 1);
            assertThat(reads).as(condition).containsOnly(field.trim());
        }
    }

    @Test
    void evaluatesTheCheapestPartFirst() throws FilterException {
        String many =
                "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, A, B, C, D, E, F, G, H";
        List<String> parts = List.of(
                "proc.pid = 5",
                "proc.name in (a)",
                "proc.exe contains a",
                "proc.pname icontains a",
                "proc.exepath pmatch (/a)",
                "proc.cwd glob a*",
                "fd.types in (a)",
                "concat(proc.cmdline, proc.cmdline) = a",
                "proc.pexe regex a.c");
        for (int i = 0; i < parts.size(); i++) {
            for (int j = i + 1; j < parts.size(); j++) {
                first("and", parts.get(i), parts.get(j));
            }
        }
        first("and", "proc.name = a", "fd.sip = 1.2.3.4");
        first("and", "proc.name = a", "evt.failed = true");
        first("and", "proc.name = a", "evt.rawres < 5");
        first("and", "proc.name = a", "proc.pname in (" + many + ")");
        first("and", "proc.pname in (a)", "proc.name in (" + many + ")");
        first("and", "evt.rawres < 5", "proc.name exists");
        first("and", "proc.name exists", "proc.pname != a");
        first("and", "proc.name glob a*", "proc.pname != a");
        first("and", "proc.name = a", "tolower(proc.pname) = a");
        first("and", "fd.sip = 1.2.3.4", "tolower(proc.pname) icontains a");
        first("and", "proc.name = a", "proc.pname = val(proc.exe)");
        first("and", "proc.fdusage = 1", "fd.sip = 1.2.3.4");
        first("or", "proc.name exists", "proc.pname = a");
        first("or", "proc.pname != b", "evt.rawres > 4");
        first("or", "evt.rawres > 4", "proc.pname = a");
    }
}
