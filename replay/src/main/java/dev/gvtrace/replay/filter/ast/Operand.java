// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operand of an operator or a transformer. Immutable. */
public sealed interface Operand {
    /** Where it starts. */
    Position position();

    /** Calls the visitor's method for this kind of operand. */
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X;

    /** The operands inside this one, in order. */
    List<Operand> parts();

    /**
     * Its constants, in order, on the right of an operator; none for fields and transformers.
     */
    List<Constant> constants();

    /** The field that it is and those inside it, in order, including repeated ones. */
    default List<FieldName> fieldNames() {
        List<FieldName> found = new ArrayList<>();
        for (Operand part : parts()) {
            found.addAll(part.fieldNames());
        }
        return found;
    }

    /**
     * A field.
     *
     * @param name with its dots
     * @param argument the text in brackets without quotes, null without brackets
     * @param position where it starts
     */
    record FieldName(String name, @Nullable String argument, Position position) implements Operand {
        @Override
        public <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
            return visitor.field(this);
        }

        @Override
        public List<Operand> parts() {
            return List.of();
        }

        @Override
        public List<Constant> constants() {
            return List.of();
        }

        @Override
        public List<FieldName> fieldNames() {
            return List.of(this);
        }
    }

    /**
     * A transformer.
     *
     * @param transformer the transformer
     * @param arguments at least one
     * @param selector the text in brackets after it, null without brackets
     * @param position where it starts
     */
    record Call(
            Transformer transformer,
            List<Operand> arguments,
            @Nullable String selector,
            Position position) implements Operand {
        /** Copies the list. */
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
            return visitor.call(this);
        }

        @Override
        public List<Operand> parts() {
            return arguments;
        }

        @Override
        public List<Constant> constants() {
            return List.of();
        }
    }

    /**
     * A constant.
     *
     * @param text byte text, escapes resolved
     * @param number true if it was written as a number token where the grammar requires one
     * @param position where it starts
     */
    record Constant(String text, boolean number, Position position) implements Operand {
        @Override
        public <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
            return visitor.constant(this);
        }

        @Override
        public List<Operand> parts() {
            return List.of();
        }

        @Override
        public List<Constant> constants() {
            return List.of(this);
        }
    }

    /**
     * A list: of constants on the right of an operator, of any operands except lists inside a transformer.
     *
     * @param items none or more
     * @param position where it starts
     */
    record Values(List<Operand> items, Position position) implements Operand {
        /** Copies the list unless it is immutable. */
        public Values {
            items = items instanceof ConstantList ? items : List.copyOf(items);
        }

        @Override
        public <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
            return visitor.values(this);
        }

        @Override
        public List<Operand> parts() {
            return items;
        }

        @Override
        public List<Constant> constants() {
            return new AbstractList<>() {
                @Override
                public Constant get(int index) {
                    return (Constant) items.get(index);
                }

                @Override
                public int size() {
                    return items.size();
                }
            };
        }
    }

    /**
     * One method for each kind of operand.
     *
     * @param <R> the result
     * @param <X> what the methods may throw
     */
    interface Visitor<R extends @Nullable Object, X extends Exception> {
        /** For a field. */
        R field(FieldName field) throws X;

        /** For a transformer. */
        R call(Call call) throws X;

        /** For a constant. */
        R constant(Constant constant) throws X;

        /** For a list. */
        R values(Values values) throws X;
    }
}
