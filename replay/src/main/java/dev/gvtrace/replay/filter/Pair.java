// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.Glob;
import dev.gvtrace.replay.filter.match.TextSet;
import java.util.List;

/** Checks of one value against another that is found out at the event too. False if either is missing. Immutable. */
final class Pair {
    private Pair() {}

    static final class Texts extends Predicate {
        private final TextSource left;
        private final Operator operator;
        private final TextSource right;

        Texts(TextSource left, Operator operator, TextSource right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation evaluation) {
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
                default -> NumberMatcher.holds(operator, value.compareTo(other));
            };
        }
    }

    static final class Numbers extends Predicate {
        private final NumberSource left;
        private final Operator operator;
        private final NumberSource right;
        private final boolean unsigned;

        Numbers(NumberSource left, Operator operator, NumberSource right, boolean unsigned) {
            this.left = left;
            this.operator = operator;
            this.right = right;
            this.unsigned = unsigned;
        }

        @Override
        boolean test(Evaluation evaluation) {
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

    static final class Decimals extends Predicate {
        private final DecimalSource left;
        private final Operator operator;
        private final DecimalSource right;

        Decimals(DecimalSource left, Operator operator, DecimalSource right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation evaluation) {
            double value = left.decimal(evaluation);
            double other = right.decimal(evaluation);
            return !Double.isNaN(value)
                    && !Double.isNaN(other)
                    && NumberMatcher.holds(operator, Double.compare(value, other));
        }
    }

    static final class Addresses extends Predicate {
        private final AddressSource left;
        private final Operator operator;
        private final AddressSource right;

        Addresses(AddressSource left, Operator operator, AddressSource right) {
            this.left = left;
            this.operator = operator;
            this.right = right;
        }

        @Override
        boolean test(Evaluation evaluation) {
            byte[] value = left.address(evaluation);
            byte[] other = right.address(evaluation);
            return value != null
                    && other != null
                    && NumberMatcher.holds(operator, AddressMatcher.equal(value, other) ? 0 : 1);
        }
    }

    static final class Lists extends Predicate {
        private final ListSource left;
        private final boolean all;
        private final ListSource right;

        Lists(ListSource left, boolean all, ListSource right) {
            this.left = left;
            this.all = all;
            this.right = right;
        }

        @Override
        boolean test(Evaluation evaluation) {
            List<String> values = left.texts(evaluation);
            List<String> others = right.texts(evaluation);
            return values != null && others != null && Predicate.InSet.holds(values, new TextSet(others), all);
        }
    }
}
