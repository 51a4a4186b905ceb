// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** The operators of checks. */
public enum Operator {
    EXISTS("exists", Kind.UNARY),
    LESS_OR_EQUAL("<=", Kind.ORDER),
    LESS("<", Kind.ORDER),
    GREATER_OR_EQUAL(">=", Kind.ORDER),
    GREATER(">", Kind.ORDER),
    /** Means the same as {@link #EQUAL} and is printed as written. */
    DOUBLE_EQUAL("==", Kind.TEXT),
    EQUAL("=", Kind.TEXT),
    NOT_EQUAL("!=", Kind.TEXT),
    GLOB("glob", Kind.TEXT),
    IGLOB("iglob", Kind.TEXT),
    CONTAINS("contains", Kind.TEXT),
    ICONTAINS("icontains", Kind.TEXT),
    BCONTAINS("bcontains", Kind.TEXT),
    STARTSWITH("startswith", Kind.TEXT),
    BSTARTSWITH("bstartswith", Kind.TEXT),
    ENDSWITH("endswith", Kind.TEXT),
    REGEX("regex", Kind.TEXT),
    INTERSECTS("intersects", Kind.LIST),
    IN("in", Kind.LIST),
    PMATCH("pmatch", Kind.LIST);

    /** The kind of the right-hand side. */
    public enum Kind {
        /** Nothing. */
        UNARY,
        /** A number. */
        ORDER,
        /** One value, or a modifier and a list. */
        TEXT,
        /** A list. */
        LIST
    }

    private final String text;
    private final Kind kind;

    Operator(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** As written. */
    public String text() {
        return text;
    }

    /** The kind of its right-hand side. */
    public Kind kind() {
        return kind;
    }

    /** True if the operator is a word, after which a blank has to follow if it takes one value. */
    boolean word() {
        return Character.isLetter(text.charAt(0));
    }

    /** True for {@code =} and {@code ==}. */
    public boolean equality() {
        return this == EQUAL || this == DOUBLE_EQUAL;
    }
}
