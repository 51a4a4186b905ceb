// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/** The result of one question of a verification. */
public enum Verdict {
    YES("yes"),
    NO("no"),
    /** The given data are not sufficient for an answer. */
    UNKNOWN("unknown");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** The verdict for users. */
    public String text() {
        return text;
    }
}
