// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/** An answer of a verification. */
public enum Verdict {
    YES("yes"),
    NO("no"),
    /** What was given is not enough for an answer. */
    UNKNOWN("unknown");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** The answer for people. */
    public String text() {
        return text;
    }
}
