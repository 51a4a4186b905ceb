// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;

/**
 * The estimated probability that a check holds, used to order the parts of a condition: rules mostly search for rare
 * events, and exclude even rarer ones. A wrong estimate costs time but does not change a verdict.
 */
final class Selectivity {
    private Selectivity() {}

    /** From 0, never, to 1, always; neither is reached. */
    static double of(Expr.Check check) {
        return switch (check.operator()) {
            case EXISTS -> 0.9;
            case NOT_EQUAL -> 0.95;
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> 0.5;
            case IN, INTERSECTS, PMATCH ->
                check.right() instanceof Operand.Values values
                        ? Math.min(0.4, 0.05 + 0.01 * values.items().size())
                        : 0.1;
            case EQUAL, DOUBLE_EQUAL -> isTruth(check) ? 0.4 : 0.05;
            case CONTAINS, ICONTAINS, BCONTAINS, STARTSWITH, BSTARTSWITH, ENDSWITH, GLOB, IGLOB, REGEX -> 0.05;
        };
    }

    private static boolean isTruth(Expr.Check check) {
        return check.right() instanceof Operand.Constant constant
                && (constant.text().equals("true") || constant.text().equals("false"));
    }
}
