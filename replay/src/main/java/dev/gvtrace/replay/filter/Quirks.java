// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operator;

/**
 * Cases in which Falco's verdict differs from the rules of the language, found in its library (rule language reference
 * 8.1); rule files rely on them.
 */
final class Quirks {
    private Quirks() {}

    /** Traps 31, 32, 34 and 37: sets that never contain these fields. Buffers are never in one either. */
    static boolean neverInSet(TypedOperand left, Operator operator) {
        if (operator.kind() != Operator.Kind.LIST) {
            return false;
        }
        if (left.type() == FieldType.BUFFER) {
            return true;
        }
        if (left.field() == null) {
            return false;
        }
        return switch (left.field().definition().name()) {
            case "proc.apid" -> left.any();
            case "fd.ip" -> operator == Operator.IN;
            case "fd.net" -> operator == Operator.INTERSECTS;
            case "evt.rawarg" -> left.numeric();
            default -> false;
        };
    }

    /** Traps 33 and 35: only the first value of the list counts. */
    static boolean onlyFirstValue(TypedOperand left, Expr.Check check) {
        boolean firstNetwork = check.operator() == Operator.IN
                && left.field() != null
                && left.field().definition().name().equals("fd.net");
        return check.modifier() != null || firstNetwork;
    }
}
