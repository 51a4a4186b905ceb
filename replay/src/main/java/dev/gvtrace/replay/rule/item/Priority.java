// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How grave an alert is, gravest first. */
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

    /** As alerts print it. */
    public String label() {
        return label;
    }

    /** True if an alert of this priority is at least as grave as that. */
    public boolean isAtLeast(Priority threshold) {
        return ordinal() <= threshold.ordinal();
    }

    /** The priority of that name in any case, {@code info} included; null if there is none. */
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
