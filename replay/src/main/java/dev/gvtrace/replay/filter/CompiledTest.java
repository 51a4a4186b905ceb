// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.TextSet;
import java.util.List;
import java.util.function.Function;

/** A part of a condition that can be evaluated. Immutable. */
abstract class CompiledTest {
    static final CompiledTest TRUE = new Constant(true);
    static final CompiledTest FALSE = new Constant(false);

    abstract boolean test(Evaluation<?> evaluation);

    static CompiledTest of(boolean verdict) {
        return verdict ? TRUE : FALSE;
    }

    static final class Constant extends CompiledTest {
        private final boolean verdict;

        private Constant(boolean verdict) {
            this.verdict = verdict;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return verdict;
        }
    }

    static final class Text extends CompiledTest {
        private final TextReader source;
        private final TextMatcher test;

        Text(TextReader source, TextMatcher test) {
            this.source = source;
            this.test = test;
        }

        TextReader source() {
            return source;
        }

        TextMatcher matcher() {
            return test;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            String value = source.text(evaluation);
            return value != null && test.test(value);
        }
    }

    static final class Numeric extends CompiledTest {
        private final NumberReader source;
        private final NumberMatcher test;

        Numeric(NumberReader source, NumberMatcher test) {
            this.source = source;
            this.test = test;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return source.number(evaluation) && test.test(evaluation.number.value);
        }
    }

    static final class Address extends CompiledTest {
        private final AddressReader source;
        private final AddressMatcher test;

        Address(AddressReader source, AddressMatcher test) {
            this.source = source;
            this.test = test;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            byte[] address = source.address(evaluation);
            return address != null && test.test(address);
        }
    }

    /**
     * Compares a floating-point number with constants: the operator has to hold for as many as the modifier requires.
     */
    static final class Decimal extends CompiledTest {
        private final DecimalReader source;
        private final Operator operator;
        private final Modifier modifier;
        private final double[] constants;

        Decimal(DecimalReader source, Operator operator, Modifier modifier, List<Long> constants) {
            this.source = source;
            this.operator = operator;
            this.modifier = modifier;
            this.constants = constants.stream().mapToDouble(Long::doubleValue).toArray();
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            double value = source.decimal(evaluation);
            if (Double.isNaN(value)) {
                return false;
            }
            int held = 0;
            for (double constant : constants) {
                if (NumberMatcher.holds(operator, Double.compare(value, constant))) {
                    held++;
                }
            }
            return modifier.holds(held, constants.length);
        }
    }

    /** A list field: all of its values, or any, are in a set. An empty list is in no set. */
    static final class InSet extends CompiledTest {
        private final ListReader source;
        private final TextSet set;
        private final boolean all;

        InSet(ListReader source, TextSet set, boolean all) {
            this.source = source;
            this.set = set;
            this.all = all;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            List<String> values = source.texts(evaluation);
            return values != null && holds(values, set, all);
        }

        static boolean holds(List<String> values, TextSet set, boolean all) {
            for (String value : values) {
                if (set.contains(value) != all) {
                    return !all;
                }
            }
            return all && !values.isEmpty();
        }
    }

    static final class Exists extends CompiledTest {
        private final ValueReader source;

        Exists(ValueReader source) {
            this.source = source;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return source.exists(evaluation);
        }
    }

    /** The event's type is one of a set. */
    static final class OfType extends CompiledTest {
        private final Function<Object, Event> event;
        private final long[] ids;

        OfType(Function<Object, Event> event, long[] ids) {
            this.event = event;
            this.ids = ids;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return has(event.apply(evaluation.subject()).type().id());
        }

        boolean has(int id) {
            return id >> 6 < ids.length && (ids[id >> 6] >>> id & 1) != 0;
        }
    }

    static final class And extends CompiledTest {
        private final CompiledTest[] parts;

        And(List<CompiledTest> parts) {
            this.parts = parts.toArray(new CompiledTest[0]);
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            for (CompiledTest part : parts) {
                if (!part.test(evaluation)) {
                    return false;
                }
            }
            return true;
        }
    }

    static final class Or extends CompiledTest {
        private final CompiledTest[] parts;

        Or(List<CompiledTest> parts) {
            this.parts = parts.toArray(new CompiledTest[0]);
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            for (CompiledTest part : parts) {
                if (part.test(evaluation)) {
                    return true;
                }
            }
            return false;
        }
    }

    static final class Not extends CompiledTest {
        private final CompiledTest part;

        Not(CompiledTest part) {
            this.part = part;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return !part.test(evaluation);
        }
    }

    /** A part that several conditions share. */
    static final class Shared extends CompiledTest {
        private final CompiledTest part;
        private final int slot;

        Shared(CompiledTest part, int slot) {
            this.part = part;
            this.slot = slot;
        }

        @Override
        boolean test(Evaluation<?> evaluation) {
            return evaluation.verdict(part, slot);
        }
    }
}
