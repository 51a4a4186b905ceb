// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Fields with state: separate for each check, and only when it is evaluated (rule language reference 3.8).
 */
class StatefulFieldsTest {
    private final EventContext event = TruthTableTest.anyEvent();
    private String name = "";

    private Field<EventContext> named(Field<EventContext> field) {
        return field.extractor() instanceof Extractor.OfText<EventContext>
                ? field.with((Extractor.OfText<EventContext>) event -> name)
                : field;
    }

    /** Which of the conditions hold at each of the events, that differ in proc.name. */
    private List<List<Integer>> matches(List<String> names, String... conditions) throws FilterException {
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(new StubBinding(this::named));
        List<CompiledFilter<EventContext>> filters = new ArrayList<>();
        for (String condition : conditions) {
            filters.add(compiler.compile(FilterParser.parse(condition)));
        }
        FilterProgram<EventContext> program = compiler.link(EventTypes.byName("connect"), filters);
        Evaluation<EventContext> evaluation = compiler.newEvaluation();
        List<List<Integer>> all = new ArrayList<>();
        for (String each : names) {
            name = each;
            evaluation.start(event);
            List<Integer> found = new ArrayList<>();
            for (int i = program.next(evaluation, 0); i >= 0; i = program.next(evaluation, i + 1)) {
                found.add(i);
            }
            all.add(found);
        }
        return all;
    }

    @Test
    void eachCheckCountsForItself() throws FilterException {
        assertThat(matches(
                        List.of("a", "a", "a"),
                        "util.cnt = 2",
                        "util.cnt = 2",
                        "proc.name = a and util.cnt >= 2",
                        "util.cnt = 1 or util.cnt = 1",
                        "not util.cnt = 2",
                        "util.cnt exists"))
                .containsExactly(List.of(3, 4, 5), List.of(0, 1, 2, 3, 5), List.of(2, 4, 5));
    }

    @Test
    void checksAreEvaluatedFromTheLeft() throws FilterException {
        List<String> names = List.of("b", "a", "b", "a");
        assertThat(matches(
                        names,
                        "proc.name = a and util.cnt = 1",
                        "util.cnt = 2 and proc.name = a",
                        "util.cnt = 1 and proc.name = a",
                        "proc.name = a or util.cnt = 2",
                        "(util.cnt = 4 or proc.name = b) and proc.name = a",
                        "proc.name regex a and util.cnt = 2"))
                .containsExactly(List.of(), List.of(0, 1, 3), List.of(3), List.of(3, 4, 5));
    }

    @Test
    void manyTuplesDoNotTakeTheTurnOfWhatCounts() throws FilterException {
        StringBuilder tuples = new StringBuilder("util.cnt = 3");
        for (int i = 0; i < 40; i++) {
            tuples.append(" or (proc.name = n")
                    .append(i)
                    .append(" and proc.pname = n")
                    .append(i)
                    .append(')');
        }
        assertThat(matches(List.of("n1", "n39", "x", "x"), tuples.toString(), "util.cnt = 4"))
                .containsExactly(List.of(0), List.of(0), List.of(0), List.of(1));
    }

    @Test
    void macrosThatCountDoSoInEachPlace() throws FilterException {
        Expr body = FilterParser.parse("util.cnt = 2");
        Expr expr = FilterParser.parse("m or (m and proc.name = a)")
                .transform(node ->
                        node instanceof Expr.Identifier place ? new Expr.Macro("m", body, place.position()) : node);
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(new StubBinding(this::named));
        FilterProgram<EventContext> program = compiler.link(null, List.of(compiler.compile(expr)));
        Evaluation<EventContext> evaluation = compiler.newEvaluation();
        List<Integer> found = new ArrayList<>();
        name = "a";
        for (int i = 0; i < 4; i++) {
            evaluation.start(event);
            found.add(program.next(evaluation, 0));
        }
        // The first place counts every event, the second one but the second.
        assertThat(found).containsExactly(-1, 0, 0, -1);
    }
}
