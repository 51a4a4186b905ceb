// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.filter.match.TextSet;

/**
 * The commonest tests, with reader and operator in one: a {@link CompiledTest.Text} of a remembered field asks two
 * objects of many kinds, which costs more than what they do. Immutable.
 */
abstract class CachedText extends CompiledTest {
    final Extractor.OfText<Object> extractor;
    final int slot;

    private CachedText(TextReader.Cached source) {
        extractor = source.extractor();
        slot = source.slot();
    }

    /** The test, or a faster one with the same verdicts. */
    static CompiledTest of(CompiledTest predicate) {
        if (!(predicate instanceof CompiledTest.Text text) || !(text.source() instanceof TextReader.Cached source)) {
            return predicate;
        }
        TextMatcher matcher = text.matcher();
        if (matcher instanceof TextMatcher.Equal equal) {
            return new Equal(source, equal.constant());
        }
        if (matcher instanceof TextMatcher.In in) {
            return new In(source, in.set());
        }
        if (matcher instanceof TextMatcher.StartsWith prefix) {
            return new StartsWith(source, prefix.constant());
        }
        return new Other(source, matcher);
    }

    private static final class Equal extends CachedText {
        private final String constant;

        Equal(TextReader.Cached source, String constant) {
            super(source);
            this.constant = constant;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return constant.equals(evaluation.text(extractor, slot));
        }
    }

    private static final class In extends CachedText {
        private final TextSet set;

        In(TextReader.Cached source, TextSet set) {
            super(source);
            this.set = set;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            String value = evaluation.text(extractor, slot);
            return value != null && set.contains(value);
        }
    }

    private static final class StartsWith extends CachedText {
        private final String constant;

        StartsWith(TextReader.Cached source, String constant) {
            super(source);
            this.constant = constant;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            String value = evaluation.text(extractor, slot);
            return value != null && value.startsWith(constant);
        }
    }

    private static final class Other extends CachedText {
        private final TextMatcher matcher;

        Other(TextReader.Cached source, TextMatcher matcher) {
            super(source);
            this.matcher = matcher;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            String value = evaluation.text(extractor, slot);
            return value != null && matcher.test(value);
        }
    }
}
