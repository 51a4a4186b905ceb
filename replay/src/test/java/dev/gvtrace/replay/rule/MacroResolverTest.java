// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.condition;
import static dev.gvtrace.replay.rule.Loading.errors;
import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.macro;
import static dev.gvtrace.replay.rule.Loading.rule;
import static dev.gvtrace.replay.rule.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Macros in macros and in rules (rule language reference 1.8, 1.11). */
class MacroResolverTest {
    private static final String A = macro("a", "proc.name = a");
    private static final String B = macro("b", "a or fd.name = b");

    @Test
    void substitutesOnTheTree() {
        assertThat(condition(load(A + B + rule("R", "not b")))).isEqualTo("not (proc.name = a or fd.name = b)");
    }

    @Test
    void rulesUseMacrosDefinedBelowThem() {
        assertThat(condition(load(rule("R", "a") + A))).isEqualTo("proc.name = a");
    }

    @Test
    void macrosUseOnlyEarlierMacros() {
        assertThat(errors(load(B + A + rule("R", "b")))).containsExactly("Undefined macro 'a' used in filter.");
    }

    @Test
    void redefinedMacroMayUseMacrosThatCameInBetween() {
        LoadedRules loaded = load(macro("b", "evt.type = open") + A + B + rule("R", "b"));
        assertThat(condition(loaded)).isEqualTo("(proc.name = a or fd.name = b)");
    }

    @Test
    void redefinitionCanMakeALoop() {
        LoadedRules loaded = load(A + B + macro("a", "b") + rule("R", "b"));
        assertThat(errors(loaded)).containsExactly("reference loop in macro 'a'");
    }

    @Test
    void laterRedefinitionCountsForEarlierRules() {
        assertThat(condition(load(A + rule("R", "a"), macro("a", "proc.name = z"))))
                .isEqualTo("proc.name = z");
    }

    @Test
    void appendingIsPlainText() {
        LoadedRules loaded = load(macro("m", "fd.name = x or proc.name = y")
                + "- macro: m\n  condition: and evt.type = open\n" + "  append: true\n" + rule("R", "m"));
        assertThat(condition(loaded)).isEqualTo("(fd.name = x or (proc.name = y and evt.type = open))");
    }

    @Test
    void macrosMayBeNamedLikeOperators() {
        LoadedRules loaded =
                load(macro("and_x", "evt.type = open") + macro("in", "proc.name = b") + rule("R", "and_x and in"));
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and proc.name = b)");
    }

    @Test
    void refusesAMacroInPlaceOfAField() {
        assertThat(load(macro("proc_is", "proc.name exists") + rule("R", "proc_is = cat"))
                        .successful())
                .isFalse();
    }

    @Test
    void unusedMacroIsParsedAndNotCompiled() {
        assertThat(load(macro("m", "no.such = a")).successful()).isTrue();
        assertThat(load(macro("m", "no.such = ")).successful()).isFalse();
    }

    @Test
    void macroUsedOnlyInTheNextFileIsUnusedInTheFirst() {
        LoadedRules loaded = load(A, rule("R", "evt.type = open and a"));
        assertThat(loaded.results().get(0).warnings()).hasSize(1);
        assertThat(loaded.results().get(1).warnings()).isEmpty();
    }

    @Test
    void warningsOfEarlierFilesAreRepeated() {
        LoadedRules loaded = load(rule("R", "proc.name = a"), "");
        assertThat(warnings(loaded)).hasSize(2).allMatch(text -> text.startsWith("LOAD_NO_EVTTYPE"));
    }

    @Test
    void aFileCannotUseLaterDefinitions() {
        LoadedRules loaded = load(rule("R", "a"), A);
        assertThat(loaded.results().get(0).successful()).isFalse();
        assertThat(loaded.results().get(1).successful()).isTrue();
    }

    @Test
    void doublingMacrosAreLimited() {
        StringBuilder text = new StringBuilder(macro("m0", "proc.name = a or fd.name = b"));
        for (int i = 1; i < 60; i++) {
            text.append(macro("m" + i, "m" + (i - 1) + " or m" + (i - 1)));
        }
        LoadedRules loaded = load(text + rule("R", "m59"));
        assertThat(loaded.successful()).isFalse();
    }

    @Test
    void reportsAnErrorInAMacroOnceAtItsPlaceInTheMacro() {
        LoadedRules loaded = load(macro("m", "proc.nmae = a"), rule("R", "m") + rule("S", "m"));
        assertThat(loaded.results().get(1).errors())
                .singleElement()
                .satisfies(issue -> assertThat(issue.place()).hasToString("1.yaml:2:14"));
    }

    @Test
    void reportsConditionsThatAreTooDeep() {
        String condition = "(".repeat(199) + "proc.name = a" + ")".repeat(199);
        assertThat(errors(load(rule("R", condition)))).containsExactly("exceeded max depth limit of 1000");
        String deepest = "(".repeat(198) + "proc.name = a" + ")".repeat(198);
        assertThat(load(rule("R", deepest)).successful()).isTrue();
    }
}
