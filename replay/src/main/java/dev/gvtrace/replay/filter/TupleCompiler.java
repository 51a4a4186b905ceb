// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.ast.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of an {@code or} that compare the same fields with constants for equality, as in exceptions with many
 * values, and joins them into one test. Not thread-safe.
 */
final class TupleCompiler {
    /** The minimum number of parts of one shape for joining. */
    static final int MIN_TUPLES = 32;

    /** The maximum number of tuples in one part with {@code in}. */
    private static final int MAX_PRODUCT = 64;

    private final OperandCompiler operands;

    TupleCompiler(ValueReaders readers) {
        this.operands = new OperandCompiler(readers);
    }

    /**
     * Joined parts.
     *
     * @param parts the parts
     * @param leaf their joined test
     */
    record Joined(List<Expr> parts, CheckCompiler.Leaf leaf) {}

    /** The groups of parts that can be joined; none if there are few. */
    List<Joined> join(List<Expr> parts) {
        if (parts.size() < MIN_TUPLES) {
            return List.of();
        }
        Map<List<Operand>, List<Expr>> shapes = new LinkedHashMap<>();
        for (Expr part : parts) {
            List<Operand> shape = shape(checks(part));
            if (shape != null) {
                shapes.computeIfAbsent(shape, key -> new ArrayList<>()).add(part);
            }
        }
        List<Joined> joined = new ArrayList<>();
        shapes.forEach((shape, members) -> {
            Joined group = members.size() < MIN_TUPLES ? null : join(shape, members);
            if (group != null) {
                joined.add(group);
            }
        });
        return joined;
    }

    /** The checks of a part; null if it contains anything else. */
    private static @Nullable List<Expr.Check> checks(Expr part) {
        List<Expr.Check> checks = new ArrayList<>();
        for (Expr each : part instanceof Expr.And and ? and.parts() : List.of(part)) {
            if (!(each instanceof Expr.Check check)) {
                return null;
            }
            checks.add(check);
        }
        return checks;
    }

    /** The fields that checks compare, without their positions; null if a check is of another kind. */
    private static @Nullable List<Operand> shape(@Nullable List<Expr.Check> checks) {
        if (checks == null) {
            return null;
        }
        List<Operand> fields = new ArrayList<>();
        for (Expr.Check check : checks) {
            boolean equals = check.modifier() == null
                    && (check.operator().equality() || check.operator() == Operator.IN)
                    && !(check.right() instanceof Operand.Call)
                    && ConstantList.of(check.right()) == null;
            if (!equals || !(check.left() instanceof Operand.FieldName name)) {
                return null;
            }
            fields.add(new Operand.FieldName(name.name(), name.argument(), Position.START));
        }
        return fields;
    }

    private @Nullable Joined join(List<Operand> shape, List<Expr> members) {
        try {
            List<TypedOperand> fields = new ArrayList<>();
            int cost = 0;
            for (Operand operand : shape) {
                TypedOperand field = operands.compile(operand);
                if (!isEligible(field, operand)) {
                    return null;
                }
                fields.add(field);
                cost += field.source().cost() + 2;
            }
            TupleSet tuples = new TupleSet(fields);
            List<Expr> taken = new ArrayList<>();
            for (Expr member : members) {
                List<List<Object>> product = product(Objects.requireNonNull(checks(member)), fields);
                if (product != null) {
                    product.forEach(tuples::add);
                    taken.add(member);
                }
            }
            return new Joined(taken, new CheckCompiler.Leaf(tuples, cost, false, null));
        } catch (CheckError e) {
            return null; // reported where the part is compiled alone
        }
    }

    private static boolean isEligible(TypedOperand field, Operand operand) {
        return TupleSet.fits(field)
                && !field.source().stateful()
                && field.isEqualToOneConstant()
                && !Quirks.neverInSet(field, Operator.IN)
                && !CheckCompiler.isOfEventType(operand);
    }

    /** The tuples of a part; null if there are too many. */
    private static @Nullable List<List<Object>> product(List<Expr.Check> checks, List<TypedOperand> fields)
            throws CheckError {
        List<List<Object>> tuples = List.of(List.of());
        for (int i = 0; i < checks.size(); i++) {
            List<Operand.Constant> constants = checks.get(i).constants();
            if ((long) tuples.size() * constants.size() > MAX_PRODUCT) {
                return null;
            }
            List<List<Object>> longer = new ArrayList<>(tuples.size() * constants.size());
            for (List<Object> tuple : tuples) {
                for (Operand.Constant constant : constants) {
                    List<Object> more = new ArrayList<>(tuple);
                    more.add(fields.get(i).source().accept(new ColumnValue(constant, fields.get(i))));
                    longer.add(more);
                }
            }
            tuples = longer;
        }
        return tuples;
    }

    /** The value of a constant in the column of a field. */
    private record ColumnValue(Operand.Constant constant, TypedOperand field)
            implements ValueReader.Visitor<Object, CheckError> {
        @Override
        public Object text(TextReader reader) {
            return constant.text();
        }

        @Override
        public Object number(NumberReader reader) throws CheckError {
            int bits = field.field() == null ? Long.SIZE : field.field().bits();
            return Constants.number(constant, field, bits);
        }

        @Override
        public Object decimal(DecimalReader reader) {
            throw unfit();
        }

        @Override
        public Object address(AddressReader reader) throws CheckError {
            return Constants.network(constant, field).address();
        }

        @Override
        public Object list(ListReader reader) {
            throw unfit();
        }

        @Override
        public Object any(AnyReader reader) {
            throw unfit();
        }

        private IllegalArgumentException unfit() {
            return new IllegalArgumentException(field.name() + ": expected a field that fits a tuple");
        }
    }
}
