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
import org.jspecify.annotations.Nullable;

/** Compares a text: an operator with its constant. Works on byte text. Immutable. */
abstract sealed class TextMatcher permits TextMatcher.Joinable, TextMatcher.Single {
    /** Its cost relative to a comparison of two short texts, which is 1. */
    int cost() {
        return 1;
    }

    abstract boolean test(String value);

    /** The test of a cached field with this matcher. */
    abstract CompiledTest cached(TextReader.Cached source);

    /** The matcher, if it can be joined with others of the same text; otherwise null. */
    abstract @Nullable Joinable joinable();

    /** A comparison that can be joined with others in an {@code or}, and has a cached test of its own. */
    abstract static sealed class Joinable extends TextMatcher {
        /** Adds the constants to those of the joined test: texts or prefixes. */
        abstract void addTo(List<String> whole, List<String> prefixes);

        @Override
        final Joinable joinable() {
            return this;
        }
    }

    /** A comparison that is always a test of its own. */
    abstract static sealed class Single extends TextMatcher {
        @Override
        final CompiledTest cached(TextReader.Cached source) {
            return new CachedText.Other(source, this);
        }

        @Override
        final @Nullable Joinable joinable() {
            return null;
        }
    }

    static final class Equal extends Joinable {
        private final String constant;

        Equal(String constant) {
            this.constant = constant;
        }

        @Override
        CompiledTest cached(TextReader.Cached source) {
            return new CachedText.Equal(source, constant);
        }

        @Override
        void addTo(List<String> whole, List<String> prefixes) {
            whole.add(constant);
        }

        @Override
        boolean test(String value) {
            return value.equals(constant);
        }
    }

    static final class NotEqual extends Single {
        private final String constant;

        NotEqual(String constant) {
            this.constant = constant;
        }

        @Override
        boolean test(String value) {
            return !value.equals(constant);
        }
    }

    /** Byte order, for the four ordering operators. */
    static final class Order extends Single {
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

    static final class Contains extends Single {
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

    static final class ContainsFolded extends Single {
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

    static final class StartsWith extends Joinable {
        private final String constant;

        StartsWith(String constant) {
            this.constant = constant;
        }

        @Override
        CompiledTest cached(TextReader.Cached source) {
            return new CachedText.StartsWith(source, constant);
        }

        @Override
        void addTo(List<String> whole, List<String> prefixes) {
            prefixes.add(constant);
        }

        @Override
        boolean test(String value) {
            return value.startsWith(constant);
        }
    }

    static final class EndsWith extends Single {
        private final String constant;

        EndsWith(String constant) {
            this.constant = constant;
        }

        @Override
        boolean test(String value) {
            return value.endsWith(constant);
        }
    }

    static final class In extends Joinable {
        private final List<String> constants;
        private final TextSet set;

        In(List<String> constants) {
            this.constants = List.copyOf(constants);
            this.set = new TextSet(constants);
        }

        @Override
        CompiledTest cached(TextReader.Cached source) {
            return new CachedText.In(source, set);
        }

        @Override
        void addTo(List<String> whole, List<String> prefixes) {
            whole.addAll(constants);
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
    static final class InOrBegins extends Single {
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

    static final class Globbed extends Single {
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

    static final class Regex extends Single {
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

    static final class PathMatch extends Single {
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

    /** One operator with several constants; it has to hold for as many as the modifier requires. */
    static final class Counted extends Single {
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
