// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A condition as a tree. Immutable. Equality includes positions; compare {@link #withoutPositions} to leave them out. */
public sealed interface Expr {
    /** Where it starts in the text that it was parsed from. */
    Position position();

    /** Calls the visitor's method for this kind of node. */
    <R> R accept(Visitor<R> visitor);

    /** All parts hold. Two or more of them, as one chain of the source. */
    record And(List<Expr> parts, Position position) implements Expr {
        /** Copies the list. */
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.and(this);
        }
    }

    /** A part holds. Two or more of them, as one chain of the source. */
    record Or(List<Expr> parts, Position position) implements Expr {
        /** Copies the list. */
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.or(this);
        }
    }

    /** The part does not hold. */
    record Not(Expr part, Position position) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.not(this);
        }
    }

    /**
     * One comparison.
     *
     * @param left a field or a transformer
     * @param operator which
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
        public <R> R accept(Visitor<R> visitor) {
            return visitor.check(this);
        }
    }

    /** The name of a macro, not resolved. */
    record Identifier(String name, Position position) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.identifier(this);
        }
    }

    /**
     * A macro put in place of its name. It means its body; positions inside are those of the macro's own text.
     *
     * @param name the macro's
     * @param body what it stands for
     * @param position of the name
     */
    record Macro(String name, Expr body, Position position) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.macro(this);
        }
    }

    /** One method a kind of node. */
    interface Visitor<R> {
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

    /** The nodes below this one, in order. */
    default List<Expr> children() {
        if (this instanceof And and) {
            return and.parts();
        }
        if (this instanceof Or or) {
            return or.parts();
        }
        if (this instanceof Not not) {
            return List.of(not.part());
        }
        return this instanceof Macro macro ? List.of(macro.body()) : List.of();
    }

    /** Shows every node to the consumer, a node before what is below it, left before right. */
    default void forEach(Consumer<Expr> consumer) {
        consumer.accept(this);
        for (Expr child : children()) {
            child.forEach(consumer);
        }
    }

    /** Rebuilds the tree from below: the function sees each node after its children were replaced. */
    default Expr transform(UnaryOperator<Expr> function) {
        return function.apply(Rebuilder.rebuild(this, child -> child.transform(function)));
    }

    /** The names that are not resolved yet, in order, each as often as it stands there. */
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
