// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rebuilds a node with its children replaced; the result is the node itself if none changed. */
class Rebuilder implements Expr.Visitor<Expr> {
    private final UnaryOperator<Expr> child;

    /** Creates a rebuilder with the replacement of each child. */
    Rebuilder(UnaryOperator<Expr> child) {
        this.child = child;
    }

    @Override
    public Expr and(Expr.And and) {
        List<Expr> parts = all(and.parts(), child);
        return same(parts, and.parts()) ? and : new Expr.And(parts, and.position());
    }

    @Override
    public Expr or(Expr.Or or) {
        List<Expr> parts = all(or.parts(), child);
        return same(parts, or.parts()) ? or : new Expr.Or(parts, or.position());
    }

    @Override
    public Expr not(Expr.Not not) {
        Expr part = child.apply(not.part());
        return part == not.part() ? not : new Expr.Not(part, not.position());
    }

    @Override
    public Expr check(Expr.Check check) {
        return check;
    }

    @Override
    public Expr identifier(Expr.Identifier identifier) {
        return identifier;
    }

    @Override
    public Expr macro(Expr.Macro macro) {
        Expr body = child.apply(macro.body());
        return body == macro.body() ? macro : new Expr.Macro(macro.name(), body, macro.position());
    }

    /** The node at the start of the text; its children stay where they are. */
    static Expr unplaced(Expr node) {
        return node.accept(new Expr.Visitor<>() {
            @Override
            public Expr and(Expr.And and) {
                return new Expr.And(and.parts(), Position.START);
            }

            @Override
            public Expr or(Expr.Or or) {
                return new Expr.Or(or.parts(), Position.START);
            }

            @Override
            public Expr not(Expr.Not not) {
                return new Expr.Not(not.part(), Position.START);
            }

            @Override
            public Expr check(Expr.Check check) {
                Operand right = check.right();
                return new Expr.Check(
                        unplaced(check.left()),
                        check.operator(),
                        check.modifier(),
                        right == null ? null : unplaced(right),
                        Position.START);
            }

            @Override
            public Expr identifier(Expr.Identifier identifier) {
                return new Expr.Identifier(identifier.name(), Position.START);
            }

            @Override
            public Expr macro(Expr.Macro macro) {
                return new Expr.Macro(macro.name(), macro.body(), Position.START);
            }
        });
    }

    private static Operand unplaced(Operand operand) {
        return operand.accept(new Operand.Visitor<Operand, RuntimeException>() {
            @Override
            public Operand field(Operand.FieldName field) {
                return new Operand.FieldName(field.name(), field.argument(), Position.START);
            }

            @Override
            public Operand call(Operand.Call call) {
                return new Operand.Call(
                        call.transformer(), unplaced(call.arguments()), call.selector(), Position.START);
            }

            @Override
            public Operand constant(Operand.Constant constant) {
                return new Operand.Constant(constant.text(), constant.number(), Position.START);
            }

            @Override
            public Operand values(Operand.Values values) {
                return new Operand.Values(unplaced(values.items()), Position.START);
            }
        });
    }

    private static List<Operand> unplaced(List<Operand> operands) {
        List<Operand> result = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            result.add(unplaced(operand));
        }
        return result;
    }

    private static List<Expr> all(List<Expr> nodes, UnaryOperator<Expr> function) {
        List<Expr> result = new ArrayList<>(nodes.size());
        for (Expr node : nodes) {
            result.add(function.apply(node));
        }
        return result;
    }

    private static boolean same(List<Expr> one, List<Expr> other) {
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) != other.get(i)) {
                return false;
            }
        }
        return true;
    }
}
