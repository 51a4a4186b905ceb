// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** The priority of an alert, most urgent first. The order and the names are Falco's. */
public enum Priority {
    EMERGENCY("Emergency"),
    ALERT("Alert"),
    CRITICAL("Critical"),
    ERROR("Error"),
    WARNING("Warning"),
    NOTICE("Notice"),
    INFORMATIONAL("Informational"),
    DEBUG("Debug");

    private final String word;

    Priority(String word) {
        this.word = word;
    }

    /** Its form in alerts and rule files, such as {@code Warning}. */
    public String word() {
        return word;
    }
}
