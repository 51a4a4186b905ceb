// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** The number of values in a list for which a check has to hold. */
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

    /**
     * The verdict from the number of values for which a check holds and the number of all values; false for no values.
     */
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
