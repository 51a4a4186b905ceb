// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

/**
 * A part of a line.
 *
 * @param start the index of its first character
 * @param end the index after its last character
 * @param role its role
 */
public record Token(int start, int end, Role role) {
    /** The roles of parts. */
    public enum Role {
        /** A command, table or stage. */
        COMMAND,
        /** An option with its dashes. */
        OPTION,
        /** A field or column that exists, or a function over fields. */
        FIELD,
        /** An operator. */
        OPERATOR,
        /** A word between conditions or columns. */
        KEYWORD,
        /** A value in quotes. */
        QUOTED,
        /** A value or an argument without quotes. */
        PLAIN,
        /** A bracket, comma or bar. */
        PUNCTUATION,
        /** A comment. */
        COMMENT,
        /** A name that does not exist, or a part that cannot stand where it does. */
        WRONG
    }
}
