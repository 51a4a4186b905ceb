// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Position;
import org.jspecify.annotations.Nullable;

/**
 * An error or a warning in a condition or an output.
 *
 * @param code kind of the issue
 * @param message Falco's message where it has one (rule language reference 1.12)
 * @param position where; in the macro's text for an issue in a macro's body
 * @param macro the macro that contains the position, null for the text itself
 * @param expected what was expected, or null if the message contains it
 * @param nearest the known name nearest to a misspelt one, or null if none is near
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
        /** The operator does not apply to the field's type. */
        WRONG_OPERATOR(true),
        /** The value is invalid for the field's type. */
        WRONG_VALUE(true),
        /** A transformer, or a field on the right, is not allowed here. */
        WRONG_OPERAND(true),
        /** An output with invalid syntax. */
        WRONG_FORMAT(true),
        /** A constant that is the name of a field. */
        FIELD_AS_CONSTANT(false),
        /** A constant that looks like a transformer. */
        TRANSFORMER_AS_CONSTANT(false),
        /** A regular expression that a simpler operator can replace. */
        SIMPLER_OPERATOR(false),
        /** A number that is compared with a text, byte by byte. */
        NUMBER_AND_TEXT(false),
        /** A token of an output that is followed by more letters of the word. */
        TOKEN_INSIDE_WORD(false);

        private final boolean error;

        Code(boolean error) {
            this.error = error;
        }

        /** True if it prevents a rule from loading. */
        public boolean error() {
            return error;
        }
    }

    /** True if it prevents a rule from loading. */
    public boolean error() {
        return code.error();
    }
}
