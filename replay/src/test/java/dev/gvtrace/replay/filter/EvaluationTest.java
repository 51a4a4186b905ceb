// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private final EventContext event = TruthTableTest.anyEvent();

    @Test
    void cachesForOneEventOnly() {
        Evaluation.Sizes sizes = new Evaluation.Sizes();
        sizes.texts = 2;
        sizes.numbers = 2;
        sizes.verdicts = 2;
        Evaluation<EventContext> evaluation = new Evaluation<>(sizes);
        String[] text = {"a\0b"};
        long[] number = {5};
        boolean[] verdict = {true};
        CompiledTest predicate = new CompiledTest() {
            @Override
            boolean test(Evaluation<?> ignored) {
                return verdict[0];
            }
        };
        for (int round = 0; round < 3; round++) {
            evaluation.start(event);
            assertThat(evaluation.text(e -> text[0], 1)).isEqualTo(round == 1 ? null : "a");
            assertThat(evaluation.number(
                            (e, out) -> {
                                out.value = number[0];
                                return round(number[0]);
                            },
                            1))
                    .isEqualTo(round != 1);
            assertThat(evaluation.number.value).isEqualTo(round == 1 ? -1 : 5);
            assertThat(evaluation.verdict(predicate, 1)).isEqualTo(round != 1);
            // What is asked again comes from memory.
            evaluation.number.value = 99;
            assertThat(evaluation.text(e -> "other", 1)).isEqualTo(round == 1 ? null : "a");
            assertThat(evaluation.number((e, out) -> round(number[0] - 100), 1)).isEqualTo(round != 1);
            assertThat(evaluation.number.value).isEqualTo(round == 1 ? -1 : 5);
            assertThat(evaluation.verdict(CompiledTest.of(round == 1), 1)).isEqualTo(round != 1);
            assertThat(evaluation.verdict(CompiledTest.of(round == 1), 0)).isEqualTo(round == 1);
            text[0] = round == 0 ? null : "a\0c";
            number[0] = round == 0 ? -1 : 5;
            verdict[0] = round != 0;
        }
    }

    private static boolean round(long number) {
        return number > 0;
    }

    @Test
    void hasRoomForAllConditions() {
        Evaluation<EventContext> evaluation = new Evaluation<>(new Evaluation.Sizes());
        assertThat(evaluation.room(3).length).isGreaterThanOrEqualTo(3);
        long[] large = evaluation.room(9);
        assertThat(large.length).isGreaterThanOrEqualTo(9);
        assertThat(evaluation.room(9)).isSameAs(large);
        assertThat(evaluation.room(2)).isSameAs(large);
    }

    @Test
    void typesAreOfASetOfAnySize() {
        CompiledTest.OfType few = new CompiledTest.OfType(subject -> null, new long[] {5});
        assertThat(List.of(few.has(0), few.has(1), few.has(2), few.has(3), few.has(64), few.has(128)))
                .containsExactly(true, false, true, false, false, false);
        CompiledTest.OfType more = new CompiledTest.OfType(subject -> null, new long[] {0, 1L << 63});
        assertThat(List.of(more.has(127), more.has(63), more.has(126), more.has(128)))
                .containsExactly(true, false, false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.num = 1|T",
                "evt.num != 1|T",
                "evt.num exists|T",
                "not evt.num exists|T",
                "evt.num = 0|F",
                "evt.num in (0)|F",
                "evt.num in (0, 1)|T",
                "evt.num in ()|T",
                "evt.num < 2|T",
                "evt.num < 1|F",
                "evt.num < 0|F",
                "evt.num <= 0|F",
                "evt.num <= 1|T",
                "not evt.num <= 0|T",
                "not evt.num > 0|F",
                "not evt.num > 1|T",
                "not evt.num >= 0|F",
                "not evt.num >= 1|F",
                "not evt.num >= 2|T",
                "not evt.num != 0|F",
                "not evt.num != 1|T",
                "evt.num = x|T",
                "evt.num = anyof (0)|T",
                "evt.num == 0|F",
                "evt.type = anyof (close)|T",
                "evt.type[x] = close|T",
                "evt.type = val(proc.name)|T",
                "macro|T",
                "not macro|T",
                "evt.type = close and macro|F",
                "not (evt.type = open and macro)|T",
                "evt.type in (nope)|F"
            })
    void detectsWhetherOpenCanMatch(String condition, String sees) throws FilterException {
        EventType open = Objects.requireNonNull(EventTypes.byName("open"));
        EventTypeSet set = EventTypeSet.of(FilterParser.parse(condition));
        assertThat(set.contains(open)).isEqualTo(sees.equals("T"));
        assertThat(set.types().contains(open)).isEqualTo(sees.equals("T"));
        assertThat(set.types()).contains(Objects.requireNonNull(EventTypes.byName("container")));
    }
}
