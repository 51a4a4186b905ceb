// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** How many values of a list a check must hold for. */
public enum Modifier {
    ONEOF("oneof"),
    ANYOF("anyof"),
    ALLOF("allof");

    private final String text;

    Modifier(String text) {
        this.text = text;
    }

    /** As written. */
    public String text() {
        return text;
    }

    /** The verdict when a check holds for so many of so many values; false where there are none. */
    public boolean holds(int held, int values) {
        if (values == 0) {
            return false;
        }
        return switch (this) {
            case ONEOF -> held == 1;
            case ANYOF -> held > 0;
            case ALLOF -> held == values;
        };
    }
}
