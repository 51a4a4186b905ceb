// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

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
}
