// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.filter.match.Bytes;

/** Tests one value of a field with several. Immutable. */
abstract class ElementMatcher {
    static final int MISSING = -1;
    static final int FAILED = 0;
    static final int PASSED = 1;

    /** One of the three. */
    abstract int test(Extractor<Object> element, Evaluation<?> evaluation);

    private static int verdict(boolean passed) {
        return passed ? PASSED : FAILED;
    }

    static final class OfText extends ElementMatcher {
        private final TextMatcher test;

        OfText(TextMatcher test) {
            this.test = test;
        }

        @Override
        int test(Extractor<Object> element, Evaluation<?> evaluation) {
            String value = element instanceof Extractor.OfText<Object> text ? text.text(evaluation.subject()) : null;
            return value == null ? MISSING : verdict(test.test(Bytes.untilNul(value)));
        }
    }

    static final class OfNumber extends ElementMatcher {
        private final NumberMatcher test;

        OfNumber(NumberMatcher test) {
            this.test = test;
        }

        @Override
        int test(Extractor<Object> element, Evaluation<?> evaluation) {
            return element instanceof Extractor.OfNumber<Object> number
                            && number.number(evaluation.subject(), evaluation.number)
                    ? verdict(test.test(evaluation.number.value))
                    : MISSING;
        }
    }

    static final class OfAddress extends ElementMatcher {
        private final AddressMatcher test;

        OfAddress(AddressMatcher test) {
            this.test = test;
        }

        @Override
        int test(Extractor<Object> element, Evaluation<?> evaluation) {
            byte[] value = element instanceof Extractor.OfAddress<Object> address
                    ? address.address(evaluation.subject())
                    : null;
            return value == null ? MISSING : verdict(test.test(value));
        }
    }
}
