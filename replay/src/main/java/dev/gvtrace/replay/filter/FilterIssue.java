// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Position;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong or doubtful in a condition or an output.
 *
 * @param code what kind of thing
 * @param message Falco's words where it has some (rule language reference 1.12)
 * @param position where; inside a macro's body in the macro's text
 * @param macro the macro in whose text the position lies, null for the text itself
 * @param expected what would have been right, null if the message has it
 * @param nearest the nearest known name to a misspelt one, null if there is none near
 */
public record FilterIssue(
        Code code,
        String message,
        Position position,
        @Nullable String macro,
        @Nullable String expected,
        @Nullable String nearest) {

    /** Kinds of issues. */
    public enum Code {
        /** The text does not parse. */
        SYNTAX(true),
        UNKNOWN_MACRO(true),
        UNKNOWN_FIELD(true),
        UNKNOWN_EVENT_TYPE(true),
        /** The operator does not fit the field's type. */
        WRONG_OPERATOR(true),
        /** The value does not fit the field's type. */
        WRONG_VALUE(true),
        /** A transformer, or a field on the right, does not fit. */
        WRONG_OPERAND(true),
        /** An output that is not a format. */
        WRONG_FORMAT(true),
        /** A constant that is the name of a field. */
        FIELD_AS_CONSTANT(false),
        /** A constant that reads as a transformer. */
        TRANSFORMER_AS_CONSTANT(false),
        /** A regular expression that a simpler operator can replace. */
        SIMPLER_OPERATOR(false),
        /** A number that is compared with a text, byte by byte. */
        NUMBER_AND_TEXT(false),
        /** A token of an output behind which the word goes on. */
        TOKEN_INSIDE_WORD(false);

        private final boolean error;

        Code(boolean error) {
            this.error = error;
        }

        /** True for what keeps a rule from loading. */
        public boolean error() {
            return error;
        }
    }

    /** True for what keeps a rule from loading. */
    public boolean error() {
        return code.error();
    }
}
