// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** Functions over fields. */
public enum Transformer {
    /** The field itself; only on the right of an operator. */
    VAL("val"),
    TOLOWER("tolower"),
    TOUPPER("toupper"),
    /** Decodes base64. */
    B64("b64"),
    BASENAME("basename"),
    LEN("len"),
    JOIN("join"),
    CONCAT("concat"),
    GETOPT("getopt");

    private final String text;

    Transformer(String text) {
        this.text = text;
    }

    /** As written. */
    public String text() {
        return text;
    }

    /** True for those that take several arguments. */
    public boolean several() {
        return switch (this) {
            case JOIN, CONCAT, GETOPT -> true;
            case VAL, TOLOWER, TOUPPER, B64, BASENAME, LEN -> false;
        };
    }
}
