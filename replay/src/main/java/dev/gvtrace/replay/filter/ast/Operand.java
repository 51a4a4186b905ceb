// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands left or right of an operator, or inside a transformer. */
public sealed interface Operand {
    /** Where it starts. */
    Position position();

    /**
     * A field.
     *
     * @param name with its dots
     * @param argument the text in brackets without quotes, null if there are none
     * @param position where it starts
     */
    record FieldName(String name, @Nullable String argument, Position position) implements Operand {}

    /**
     * A transformer.
     *
     * @param transformer which
     * @param arguments from one up
     * @param selector the text in brackets behind it, null if there are none
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
    }

    /**
     * A constant.
     *
     * @param text byte text, escapes resolved
     * @param number true if it was written as a number token where the grammar asks for one
     * @param position where it starts
     */
    record Constant(String text, boolean number, Position position) implements Operand {}

    /**
     * A list: of constants on the right of an operator, of anything else but lists inside a transformer.
     *
     * @param items none or more
     * @param position where it starts
     */
    record Values(List<Operand> items, Position position) implements Operand {
        /** Copies the list unless it can't change. */
        public Values {
            items = items instanceof ConstantList ? items : List.copyOf(items);
        }
    }
}
