// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.TextSet;
import dev.gvtrace.text.Glob;
import java.util.List;

/** Tests that compare two values of the event. False if either is missing. Immutable. */
final class Pair {
    private Pair() {}

    static final class Texts extends CompiledTest {
        private final TextReader left;
        private final Operator operator;
        private final TextReader right;

        Texts(TextReader left, Operator operator, TextReader right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            String value = left.text(evaluation);
            String other = value == null ? null : right.text(evaluation);
            return value != null && other != null && holds(value, other);
        }

        private boolean holds(String value, String other) {
            return switch (operator) {
                case CONTAINS, BCONTAINS -> value.contains(other);
                case ICONTAINS -> Bytes.containsFolded(value, Bytes.toLower(other));
                case STARTSWITH, BSTARTSWITH -> value.startsWith(other);
                case ENDSWITH -> value.endsWith(other);
                case GLOB -> Glob.compile(other, false).matches(value);
                case IGLOB -> Glob.compile(other, true).matches(value);
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, EQUAL, DOUBLE_EQUAL, NOT_EQUAL, IN, INTERSECTS ->
                    NumberMatcher.holds(operator, value.compareTo(other));
                case EXISTS, REGEX, PMATCH -> false;
            };
        }
    }

    static final class Numbers extends CompiledTest {
        private final NumberReader left;
        private final Operator operator;
        private final NumberReader right;
        private final boolean unsigned;

        Numbers(NumberReader left, Operator operator, NumberReader right, boolean unsigned) {
            this.left = left;
            this.operator = operator;
            this.right = right;
            this.unsigned = unsigned;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            if (!left.number(evaluation)) {
                return false;
            }
            long value = evaluation.number.value;
            if (!right.number(evaluation)) {
                return false;
            }
            long other = evaluation.number.value;
            return NumberMatcher.holds(
                    operator, unsigned ? Long.compareUnsigned(value, other) : Long.compare(value, other));
        }
    }

    static final class Decimals extends CompiledTest {
        private final DecimalReader left;
        private final Operator operator;
        private final DecimalReader right;

        Decimals(DecimalReader left, Operator operator, DecimalReader right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            double value = left.decimal(evaluation);
            double other = right.decimal(evaluation);
            return !Double.isNaN(value)
                    && !Double.isNaN(other)
                    && NumberMatcher.holds(operator, Double.compare(value, other));
        }
    }

    static final class Addresses extends CompiledTest {
        private final AddressReader left;
        private final Operator operator;
        private final AddressReader right;

        Addresses(AddressReader left, Operator operator, AddressReader right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            byte[] value = left.address(evaluation);
            byte[] other = right.address(evaluation);
            return value != null
                    && other != null
                    && NumberMatcher.holds(operator, AddressMatcher.equal(value, other) ? 0 : 1);
        }
    }

    static final class Lists extends CompiledTest {
        private final ListReader left;
        private final boolean all;
        private final ListReader right;

        Lists(ListReader left, boolean all, ListReader right) {
            this.left = left;
            this.all = all;
            this.right = right;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            List<String> values = left.texts(evaluation);
            List<String> others = right.texts(evaluation);
            return values != null && others != null && CompiledTest.InSet.holds(values, new TextSet(others), all);
        }
    }
}
