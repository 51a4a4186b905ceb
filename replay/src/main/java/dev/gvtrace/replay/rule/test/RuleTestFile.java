// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.test;

import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests of rules, read from a YAML file:
 *
 * <pre>{@code
 * rules: [../falco_rules.yaml, local.yaml]   # files or directories, relative to this file
 * match: all                                 # or first, the default
 * tests:
 *   - name: reading shadow is seen
 *     trace: traces/attack.trace             # relative to this file
 *     rules: [other.yaml]                    # instead of those above
 *     expect:
 *       - rule: Read sensitive file untrusted
 *         times: 2                           # or fires: true, the default, or never: true
 *         priority: Warning
 *         output: "*file=/etc/shadow*"       # * is any text, ? any character
 *         fields: {proc.name: cat, fd.name: /etc/*}
 *     only: true                             # no alert besides those expected
 * }</pre>
 *
 * <p>More than six components: one for each key of a test or an expectation.
 *
 * @param file where it was read
 * @param tests in order
 */
public record RuleTestFile(RuleFile file, List<RuleTest> tests) {
    /** Copies the list. */
    public RuleTestFile {
        tests = List.copyOf(tests);
    }

    /**
     * One test.
     *
     * @param name what it shows
     * @param place where it stands
     * @param trace path as written
     * @param rules paths as written
     * @param all true if an event may give more than one alert
     * @param only true if alerts that nothing expects are faults
     * @param expectations one or more, or none with {@code only}
     */
    public record RuleTest(
            String name,
            FilePlace place,
            String trace,
            List<String> rules,
            boolean all,
            boolean only,
            List<Expectation> expectations) {
        /** Copies the lists. */
        public RuleTest {
            rules = List.copyOf(rules);
            expectations = List.copyOf(expectations);
        }
    }

    /**
     * What a test expects of one rule.
     *
     * @param rule its name
     * @param place where it stands
     * @param least how many alerts at least
     * @param most how many at most
     * @param priority of the alerts, null for any
     * @param output pattern of the output, null for any
     * @param fields patterns by field
     */
    public record Expectation(
            String rule,
            FilePlace place,
            long least,
            long most,
            @Nullable Priority priority,
            @Nullable String output,
            Map<String, String> fields) {
        /** Copies the map. */
        public Expectation {
            fields = Map.copyOf(fields);
        }

        /** {@code at least 1}, {@code never}, {@code 3 times}. */
        public String count() {
            return most == 0 ? "never" : least == most ? least + (least == 1 ? " time" : " times") : "at least once";
        }
    }

    /** True if the whole text fits the pattern: {@code *} is any text, {@code ?} any character. */
    public static boolean fits(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
