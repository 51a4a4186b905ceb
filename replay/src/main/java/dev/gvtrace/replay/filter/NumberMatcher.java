// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operator;
import java.util.Arrays;
import java.util.List;

/** Compares a number with constants. Immutable. */
abstract class NumberMatcher {
    abstract boolean test(long value);

    /** The verdict of an ordering or equality operator for the result of a comparison. */
    static boolean holds(Operator operator, int compared) {
        return switch (operator) {
            case LESS -> compared < 0;
            case LESS_OR_EQUAL -> compared <= 0;
            case GREATER -> compared > 0;
            case GREATER_OR_EQUAL -> compared >= 0;
            case EQUAL, DOUBLE_EQUAL, IN, INTERSECTS -> compared == 0;
            case NOT_EQUAL -> compared != 0;
            case EXISTS,
                    GLOB,
                    IGLOB,
                    CONTAINS,
                    ICONTAINS,
                    BCONTAINS,
                    STARTSWITH,
                    BSTARTSWITH,
                    ENDSWITH,
                    REGEX,
                    PMATCH -> false;
        };
    }

    /** For an ordering or equality operator. */
    static NumberMatcher of(Operator operator, long constant, boolean unsigned) {
        // Flipped, unsigned numbers have the order of signed ones.
        long flip = unsigned ? Long.MIN_VALUE : 0;
        long bound = constant ^ flip;
        return switch (operator) {
            case EQUAL, DOUBLE_EQUAL -> new Equal(constant);
            case NOT_EQUAL -> new NotEqual(constant);
            case LESS -> bound == Long.MIN_VALUE ? new Among(List.of()) : new Between(flip, Long.MIN_VALUE, bound - 1);
            case LESS_OR_EQUAL -> new Between(flip, Long.MIN_VALUE, bound);
            case GREATER ->
                bound == Long.MAX_VALUE ? new Among(List.of()) : new Between(flip, bound + 1, Long.MAX_VALUE);
            case GREATER_OR_EQUAL -> new Between(flip, bound, Long.MAX_VALUE);
            case EXISTS,
                    GLOB,
                    IGLOB,
                    CONTAINS,
                    ICONTAINS,
                    BCONTAINS,
                    STARTSWITH,
                    BSTARTSWITH,
                    ENDSWITH,
                    REGEX,
                    INTERSECTS,
                    IN,
                    PMATCH -> throw new IllegalArgumentException(operator + ": expected order or equality");
        };
    }

    static final class Equal extends NumberMatcher {
        private final long constant;

        Equal(long constant) {
            this.constant = constant;
        }

        @Override
        boolean test(long value) {
            return value == constant;
        }
    }

    static final class NotEqual extends NumberMatcher {
        private final long constant;

        NotEqual(long constant) {
            this.constant = constant;
        }

        @Override
        boolean test(long value) {
            return value != constant;
        }
    }

    /** A range, both ends in it, of flipped numbers. */
    static final class Between extends NumberMatcher {
        private final long flip;
        private final long low;
        private final long high;

        private Between(long flip, long low, long high) {
            this.flip = flip;
            this.low = low;
            this.high = high;
        }

        @Override
        boolean test(long value) {
            long ordered = value ^ flip;
            return ordered >= low && ordered <= high;
        }
    }

    static final class Among extends NumberMatcher {
        private final long[] sorted;

        Among(List<Long> constants) {
            sorted = constants.stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .distinct()
                    .toArray();
        }

        @Override
        boolean test(long value) {
            return Arrays.binarySearch(sorted, value) >= 0;
        }
    }

    static final class Counted extends NumberMatcher {
        private final Modifier modifier;
        private final NumberMatcher[] tests;

        Counted(Modifier modifier, List<NumberMatcher> tests) {
            this.modifier = modifier;
            this.tests = tests.toArray(new NumberMatcher[0]);
        }

        @Override
        boolean test(long value) {
            int held = 0;
            for (NumberMatcher test : tests) {
                if (test.test(value)) {
                    held++;
                }
            }
            return modifier.holds(held, tests.length);
        }
    }
}
