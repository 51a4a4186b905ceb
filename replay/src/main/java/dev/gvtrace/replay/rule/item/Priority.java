// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The severity of an alert, most severe first. */
public enum Priority {
    /** 0. */
    EMERGENCY("Emergency"),
    /** 1. */
    ALERT("Alert"),
    /** 2. */
    CRITICAL("Critical"),
    /** 3. */
    ERROR("Error"),
    /** 4. */
    WARNING("Warning"),
    /** 5. */
    NOTICE("Notice"),
    /** 6. */
    INFORMATIONAL("Informational"),
    /** 7. */
    DEBUG("Debug");

    private final String label;

    Priority(String label) {
        this.label = label;
    }

    /** Its form in alerts. */
    public String label() {
        return label;
    }

    /** True if this priority is at least as severe as the other. */
    public boolean isAtLeast(Priority threshold) {
        return ordinal() <= threshold.ordinal();
    }

    /** The priority with this name in any case, {@code info} included; null if there is none. */
    public static @Nullable Priority of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (Priority priority : values()) {
            if (priority.name().equals(upper)) {
                return priority;
            }
        }
        return upper.equals("INFO") ? INFORMATIONAL : null;
    }
}
