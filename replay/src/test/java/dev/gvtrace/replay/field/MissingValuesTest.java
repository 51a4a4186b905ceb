// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.filter.CompiledFilter;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A field without a value exists in no condition: every comparison with it is false, also {@code !=}, and only a {@code
 * not} around it becomes true (gvisor-semantics 7.3). For every field at every kind of event.
 */
class MissingValuesTest {
    /** The fields of gvtrace itself, those of providers left out. */
    private static final EventBinding FIELDS = fields();

    /** What is asked of a field; %s is the field, %c a constant of its type. */
    private static final List<String> COMPARISONS = List.of("%s = %c", "%s != %c", "%s in (%c)");

    private static EventBinding fields() {
        try {
            return EventBinding.of(List.of());
        } catch (ProviderException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The conditions about each field, compiled together. */
    private static final class Questions {
        private final FilterCompiler<EventContext> compiler = new FilterCompiler<>(FIELDS);
        private final List<CompiledFilter<EventContext>> filters = new ArrayList<>();
        private final Map<String, Integer> first = new LinkedHashMap<>();

        Questions() throws FilterException {
            for (FieldDefinition field : FIELDS.all()) {
                if (canBeAsked(field)) {
                    first.put(field.name(), filters.size());
                    add(field.name() + " exists");
                    for (String comparison : COMPARISONS) {
                        String condition =
                                comparison.replace("%s", field.name()).replace("%c", constant(field.type()));
                        add(condition);
                        add("not " + condition);
                    }
                }
            }
        }

        /** Those that need no argument, stand for one value, and may appear in conditions. */
        private static boolean canBeAsked(FieldDefinition field) {
            return !field.argument().required()
                    && !field.is(FieldDefinition.Flag.PRINT_ONLY)
                    && !field.is(FieldDefinition.Flag.FILTER_ONLY)
                    && !field.is(FieldDefinition.Flag.STATEFUL)
                    && field.type() != FieldType.TEXT_LIST
                    && field.type() != FieldType.BOOLEAN
                    && field.type() != FieldType.OPAQUE
                    && !field.name().equals("evt.type")
                    && !field.name().startsWith("proc.a");
        }

        private static String constant(FieldType type) {
            return switch (type) {
                case ADDRESS -> "203.0.113.77";
                case NETWORK -> "203.0.113.0/24";
                case TEXT, PATH, BUFFER -> "'nothing is called so'";
                default -> "12345";
            };
        }

        private void add(String condition) throws FilterException {
            filters.add(compiler.compile(FilterParser.parse(condition)));
        }

        /** The numbers of the conditions that hold at the last event. */
        Set<Integer> holding(FakeSentry sentry) {
            FilterProgram<EventContext> program = compiler.link(null, filters);
            Evaluation<EventContext> evaluation = compiler.newEvaluation();
            Set<Integer> holding = new TreeSet<>();
            sentry.replay(event -> {
                holding.clear();
                evaluation.start(event);
                for (int i = program.next(evaluation, 0); i >= 0; i = program.next(evaluation, i + 1)) {
                    holding.add(i);
                }
            });
            return holding;
        }

        Set<String> missing(Set<Integer> holding) {
            Set<String> missing = new TreeSet<>();
            first.forEach((field, index) -> {
                if (!holding.contains(index)) {
                    missing.add(field);
                }
            });
            return missing;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E",
                "O",
                "OF",
                "AF",
                "R",
                "RU",
                "S",
                "C4",
                "C6",
                "CU",
                "U",
                "G",
                "creat",
                "pread",
                "stranger",
                "X"
            })
    void isFalseInEveryComparison(String facts) throws Exception {
        Questions questions = new Questions();
        Set<Integer> holding = questions.holding(Facts.of(facts));
        Set<String> missing = questions.missing(holding);
        assertThat(missing)
                .as("fields that no Sentry fills")
                .contains("proc.exe_ino.mtime", "fd.dev", "container.name");
        questions.first.forEach((field, index) -> {
            for (int i = 0; i < COMPARISONS.size(); i++) {
                boolean compared = holding.contains(index + 1 + 2 * i);
                boolean negated = holding.contains(index + 2 + 2 * i);
                String what = COMPARISONS.get(i).replace("%s", field);
                assertThat(compared).as("%s and its negation", what).isNotEqualTo(negated);
                if (missing.contains(field)) {
                    assertThat(compared).as(what).isFalse();
                }
            }
        });
    }

    /** A value that is there differs from the constant, or else it could not be told from a missing one. */
    @Test
    void aValueThatIsThereDiffersFromAnother() throws Exception {
        Questions questions = new Questions();
        Set<Integer> holding = questions.holding(Facts.opened());
        Set<String> missing = questions.missing(holding);
        assertThat(questions.first.keySet()).hasSizeGreaterThan(150);
        assertThat(List.of("fd.name", "fd.num", "proc.name", "proc.pid", "evt.res", "user.uid", "container.id"))
                .doesNotContainAnyElementsOf(missing)
                .allSatisfy(field -> {
                    int index = questions.first.get(field);
                    assertThat(holding).contains(index + 3, index + 2).doesNotContain(index + 1, index + 4);
                });
    }

    @Test
    void anUnknownUserHasNeitherNamesNorIds() throws Exception {
        Questions questions = new Questions();
        assertThat(questions.missing(questions.holding(Facts.stranger())))
                .contains("proc.pname", "proc.ppid", "proc.vpid", "thread.vtid", "fd.name", "fd.num", "container.id")
                .doesNotContain("evt.num", "evt.time", "syscall.type");
    }
}
