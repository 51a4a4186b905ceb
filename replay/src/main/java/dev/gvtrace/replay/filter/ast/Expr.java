// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A condition as a tree. Immutable. Equality includes positions; compare {@link #withoutPositions} to leave them out.
 */
public sealed interface Expr {
    /** Where it starts in the text that it was parsed from. */
    Position position();

    /** Calls the visitor's method for this kind of node. */
    <R extends @Nullable Object> R accept(Visitor<R> visitor);

    /** The nodes below this one, in order. */
    List<Expr> children();

    /** All parts hold. Two or more of them, as one chain of the source. */
    record And(List<Expr> parts, Position position) implements Expr {
        /** Copies the list. */
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.and(this);
        }

        @Override
        public List<Expr> children() {
            return parts;
        }
    }

    /** A part holds. Two or more of them, as one chain of the source. */
    record Or(List<Expr> parts, Position position) implements Expr {
        /** Copies the list. */
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.or(this);
        }

        @Override
        public List<Expr> children() {
            return parts;
        }
    }

    /** The part does not hold. */
    record Not(Expr part, Position position) implements Expr {
        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.not(this);
        }

        @Override
        public List<Expr> children() {
            return List.of(part);
        }
    }

    /**
     * One comparison.
     *
     * @param left a field or a transformer
     * @param operator the operator
     * @param modifier null if there is none
     * @param right null for {@code exists}; a constant or a list of constants; or a transformer
     * @param position where it starts
     */
    record Check(
            Operand left,
            Operator operator,
            @Nullable Modifier modifier,
            @Nullable Operand right,
            Position position) implements Expr {
        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.check(this);
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }

        /** The constants on the right, in order; none if it is empty or a field. */
        public List<Operand.Constant> constants() {
            return right == null ? List.of() : right.constants();
        }

        /** The fields in it, left before right, including repeated ones. */
        public List<Operand.FieldName> fieldNames() {
            List<Operand.FieldName> fields = new ArrayList<>(left.fieldNames());
            if (right != null) {
                fields.addAll(right.fieldNames());
            }
            return fields;
        }
    }

    /** The name of a macro, not resolved. */
    record Identifier(String name, Position position) implements Expr {
        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.identifier(this);
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /**
     * A resolved macro. It is equivalent to its body; positions in the body refer to the macro's own text.
     *
     * @param name the macro's
     * @param body its condition
     * @param position of the name
     */
    record Macro(String name, Expr body, Position position) implements Expr {
        @Override
        public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
            return visitor.macro(this);
        }

        @Override
        public List<Expr> children() {
            return List.of(body);
        }
    }

    /** One method for each kind of node. */
    interface Visitor<R extends @Nullable Object> {
        /** For a conjunction. */
        R and(And and);

        /** For a disjunction. */
        R or(Or or);

        /** For a negation. */
        R not(Not not);

        /** For a check. */
        R check(Check check);

        /** For a name. */
        R identifier(Identifier identifier);

        /** For a macro. */
        R macro(Macro macro);
    }

    /** Passes every node to the consumer, parents before children, left before right. */
    default void forEach(Consumer<Expr> consumer) {
        consumer.accept(this);
        for (Expr child : children()) {
            child.forEach(consumer);
        }
    }

    /** Rebuilds the tree bottom-up: the function is called for each node after its children were replaced. */
    default Expr transform(UnaryOperator<Expr> function) {
        return function.apply(accept(new Rebuilder(child -> child.transform(function))));
    }

    /** The unresolved names, in order, including repeated ones. */
    default List<Identifier> identifiers() {
        List<Identifier> found = new ArrayList<>();
        forEach(node -> {
            if (node instanceof Identifier identifier) {
                found.add(identifier);
            }
        });
        return found;
    }

    /** The same tree with every position at the start. */
    default Expr withoutPositions() {
        return transform(Rebuilder::unplaced);
    }
}
