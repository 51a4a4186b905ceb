// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Switching rules on and off (rule language reference 1.14, and the sets at the end of 8). */
class RuleSelectionTest {
    private static final List<String> TAGS = List.of(
            "[a]",
            "[b]",
            "[c]",
            "[a, b]",
            "[a, c]",
            "[b, c]",
            "[a, b, c]",
            "[b, a]",
            "[c, a]",
            "[b, c, a]",
            "[d]",
            "[]");

    private static final LoadedRules THIRTEEN = thirteen();

    private static LoadedRules thirteen() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < TAGS.size(); i++) {
            text.append(rule(String.valueOf(i + 1), "evt.type = open"));
            text.append("  tags: ").append(TAGS.get(i)).append('\n');
        }
        return load(text + rule("13", "evt.type = open"));
    }

    private static String enabled(RuleSelection selection) {
        return String.join(
                " ",
                THIRTEEN.rules().stream()
                        .filter(selection::isEnabled)
                        .map(Rule::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"b,1 3 5 9 11 12 13", "c,1 2 4 8 11 12 13", "a b c,11 12 13", "no,1 2 3 4 5 6 7 8 9 10 11 12 13"})
    void disablesByTag(String tags, String left) {
        RuleSelection selection = RuleSelection.NONE;
        for (String tag : tags.split(" ")) {
            selection = selection.byTag(false, tag);
        }
        assertThat(enabled(selection)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"c,3 5 6 7 9 10", "b c,2 3 4 5 6 7 8 9 10", "d,11"})
    void enablesOnlyByTag(String tags, String left) {
        RuleSelection selection = RuleSelection.NONE.byName(false, "*");
        for (String tag : tags.split(" ")) {
            selection = selection.byTag(true, tag);
        }
        assertThat(enabled(selection)).isEqualTo(left);
    }

    @Test
    void laterEntriesCountMore() {
        assertThat(enabled(RuleSelection.NONE.byTag(true, "d").byName(false, "*")))
                .isEmpty();
        assertThat(enabled(RuleSelection.NONE.byName(false, "*").byName(true, "1*")))
                .isEqualTo("1 10 11 12 13");
    }

    @Test
    void enablesRulesThatFilesSwitchOff() {
        Rule off = load(rule("R", "evt.type = open") + "  enabled: false\n  tags: [a]\n")
                .rules()
                .get(0);
        assertThat(RuleSelection.NONE.isEnabled(off)).isFalse();
        assertThat(RuleSelection.NONE.byTag(true, "a").isEnabled(off)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "abc,abc,true",
        "abc,abcd,false",
        "*,abc,true",
        "**,abc,true",
        "a*,abc,true",
        "*c,abc,true",
        "a*c,abc,true",
        "*b*,abc,true",
        "a*b*c,aXbYc,true",
        "A*,abc,false",
        "*ab,abab,false",
        "*b*d,abcd,true",
        "'',abc,false",
        "'','',true"
    })
    void patternsKnowStarsOnly(String pattern, String name, boolean fits) {
        assertThat(RuleSelection.matches(pattern, name)).isEqualTo(fits);
    }
}
