// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** How urgent an alert is, most urgent first. The order and the names are Falco's. */
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

    /** As alerts and rule files write it, such as {@code Warning}. */
    public String word() {
        return word;
    }
}
