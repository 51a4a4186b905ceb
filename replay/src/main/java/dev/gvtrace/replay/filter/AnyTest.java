// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.filter.match.Bytes;

/**
 * A test of a field with several values: it passes if one value passes, or only if all do. There is one class for each
 * form of values; a {@link dev.gvtrace.replay.field.Field} has an extractor of its type's form, so the casts hold.
 * Immutable.
 */
abstract class AnyTest extends CompiledTest {
    static final int MISSING = -1;
    static final int FAILED = 0;
    static final int PASSED = 1;

    private final Extractor.OfAny<Object> extractor;
    private final boolean all;

    private AnyTest(Extractor.OfAny<Object> extractor, boolean all) {
        this.extractor = extractor;
        this.all = all;
    }

    static AnyTest of(AnyReader source, TextMatcher test, boolean all) {
        return new OfTexts((Extractor.OfAnyText<Object>) source.extractor(), test, all);
    }

    static AnyTest of(AnyReader source, NumberMatcher test, boolean all) {
        return new OfNumbers((Extractor.OfAnyNumber<Object>) source.extractor(), test, all);
    }

    static AnyTest of(AnyReader source, AddressMatcher test, boolean all) {
        return new OfAddresses((Extractor.OfAnyAddress<Object>) source.extractor(), test, all);
    }

    @Override
    boolean test(Evaluation<?> evaluation) {
        int count = extractor.count(evaluation.subject());
        int seen = 0;
        for (int i = 0; i < count; i++) {
            int verdict = verdict(i, evaluation);
            if (verdict != MISSING) {
                seen++;
                if ((verdict == PASSED) != all) {
                    return !all;
                }
            }
        }
        return all && seen > 0;
    }

    /** Tests one of the values: {@link #PASSED}, {@link #FAILED}, or {@link #MISSING} if there is none. */
    abstract int verdict(int index, Evaluation<?> evaluation);

    static int asVerdict(boolean passed) {
        return passed ? PASSED : FAILED;
    }

    private static final class OfTexts extends AnyTest {
        private final Extractor.OfAnyText<Object> texts;
        private final TextMatcher test;

        OfTexts(Extractor.OfAnyText<Object> texts, TextMatcher test, boolean all) {
            super(texts, all);
            this.texts = texts;
            this.test = test;
        }

        @Override
        int verdict(int index, Evaluation<?> evaluation) {
            String value = texts.at(index).text(evaluation.subject());
            return value == null ? MISSING : asVerdict(test.test(Bytes.untilNul(value)));
        }
    }

    private static final class OfNumbers extends AnyTest {
        private final Extractor.OfAnyNumber<Object> numbers;
        private final NumberMatcher test;

        OfNumbers(Extractor.OfAnyNumber<Object> numbers, NumberMatcher test, boolean all) {
            super(numbers, all);
            this.numbers = numbers;
            this.test = test;
        }

        @Override
        int verdict(int index, Evaluation<?> evaluation) {
            return numbers.at(index).number(evaluation.subject(), evaluation.number)
                    ? asVerdict(test.test(evaluation.number.value))
                    : MISSING;
        }
    }

    private static final class OfAddresses extends AnyTest {
        private final Extractor.OfAnyAddress<Object> addresses;
        private final AddressMatcher test;

        OfAddresses(Extractor.OfAnyAddress<Object> addresses, AddressMatcher test, boolean all) {
            super(addresses, all);
            this.addresses = addresses;
            this.test = test;
        }

        @Override
        int verdict(int index, Evaluation<?> evaluation) {
            byte[] value = addresses.at(index).address(evaluation.subject());
            return value == null ? MISSING : asVerdict(test.test(value));
        }
    }
}
