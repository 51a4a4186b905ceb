// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.PathTrie;
import dev.gvtrace.replay.filter.match.PosixRegex;
import dev.gvtrace.replay.filter.match.PrefixSet;
import dev.gvtrace.replay.filter.match.TextSet;
import dev.gvtrace.text.Glob;
import java.util.List;

/** What a text is compared with: an operator with its constant. Works on byte text. Immutable. */
abstract class TextMatcher {
    /** What it costs beside a comparison of two short texts, which is 1. */
    int cost() {
        return 1;
    }

    abstract boolean test(String value);

    static final class Equal extends TextMatcher {
        private final String constant;

        Equal(String constant) {
            this.constant = constant;
        }

        String constant() {
            return constant;
        }

        @Override
        boolean test(String value) {
            return value.equals(constant);
        }
    }

    static final class NotEqual extends TextMatcher {
        private final String constant;

        NotEqual(String constant) {
            this.constant = constant;
        }

        @Override
        boolean test(String value) {
            return !value.equals(constant);
        }
    }

    /** Byte order, for the four operators of order. */
    static final class Order extends TextMatcher {
        private final Operator operator;
        private final String constant;

        Order(Operator operator, String constant) {
            this.operator = operator;
            this.constant = constant;
        }

        @Override
        boolean test(String value) {
            return NumberMatcher.holds(operator, value.compareTo(constant));
        }
    }

    static final class Contains extends TextMatcher {
        private final String constant;

        Contains(String constant) {
            this.constant = constant;
        }

        @Override
        int cost() {
            return 3;
        }

        @Override
        boolean test(String value) {
            return value.contains(constant);
        }
    }

    static final class ContainsFolded extends TextMatcher {
        private final String lower;

        ContainsFolded(String constant) {
            this.lower = Bytes.toLower(constant);
        }

        @Override
        int cost() {
            return 5;
        }

        @Override
        boolean test(String value) {
            return Bytes.containsFolded(value, lower);
        }
    }

    static final class StartsWith extends TextMatcher {
        private final String constant;

        StartsWith(String constant) {
            this.constant = constant;
        }

        String constant() {
            return constant;
        }

        @Override
        boolean test(String value) {
            return value.startsWith(constant);
        }
    }

    static final class EndsWith extends TextMatcher {
        private final String constant;

        EndsWith(String constant) {
            this.constant = constant;
        }

        @Override
        boolean test(String value) {
            return value.endsWith(constant);
        }
    }

    static final class In extends TextMatcher {
        private final List<String> constants;
        private final TextSet set;

        In(List<String> constants) {
            this.constants = List.copyOf(constants);
            this.set = new TextSet(constants);
        }

        List<String> constants() {
            return constants;
        }

        TextSet set() {
            return set;
        }

        @Override
        int cost() {
            return 2;
        }

        @Override
        boolean test(String value) {
            return set.contains(value);
        }
    }

    /** Several checks in one, see {@link AnyText}. */
    static final class InOrBegins extends TextMatcher {
        private final TextSet whole;
        private final PrefixSet prefixes;

        InOrBegins(List<String> whole, List<String> prefixes) {
            this.whole = new TextSet(whole);
            this.prefixes = new PrefixSet(prefixes);
        }

        @Override
        int cost() {
            return 3;
        }

        @Override
        boolean test(String value) {
            return prefixes.beginsWithOne(value) || whole.contains(value);
        }
    }

    static final class Globbed extends TextMatcher {
        private final Glob glob;

        Globbed(Glob glob) {
            this.glob = glob;
        }

        @Override
        int cost() {
            return 8;
        }

        @Override
        boolean test(String value) {
            return glob.matches(value);
        }
    }

    static final class Regex extends TextMatcher {
        private final PosixRegex regex;

        Regex(PosixRegex regex) {
            this.regex = regex;
        }

        @Override
        int cost() {
            return 100;
        }

        @Override
        boolean test(String value) {
            return regex.matches(value);
        }
    }

    static final class PathMatch extends TextMatcher {
        private final PathTrie trie;

        PathMatch(PathTrie trie) {
            this.trie = trie;
        }

        @Override
        int cost() {
            return 6;
        }

        @Override
        boolean test(String value) {
            return trie.matches(value);
        }
    }

    /** One operator with several constants, of which as many have to hold as the modifier asks for. */
    static final class Counted extends TextMatcher {
        private final Modifier modifier;
        private final TextMatcher[] tests;

        Counted(Modifier modifier, List<TextMatcher> tests) {
            this.modifier = modifier;
            this.tests = tests.toArray(new TextMatcher[0]);
        }

        @Override
        int cost() {
            int sum = 1;
            for (TextMatcher test : tests) {
                sum += test.cost();
            }
            return sum;
        }

        @Override
        boolean test(String value) {
            int held = 0;
            for (TextMatcher test : tests) {
                if (test.test(value)) {
                    held++;
                }
            }
            return modifier.holds(held, tests.length);
        }
    }
}
