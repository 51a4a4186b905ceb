// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.filter.match.TextSet;

/**
 * The most common tests, with reader and operator in one: a {@link CompiledTest.Text} of a cached field calls two
 * objects of many types, which costs more than their work. Immutable.
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
        return text.matcher().cached(source);
    }

    static final class Equal extends CachedText {
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

    static final class In extends CachedText {
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

    static final class StartsWith extends CachedText {
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

    static final class Other extends CachedText {
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
