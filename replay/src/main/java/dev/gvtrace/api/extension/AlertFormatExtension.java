// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.Alert;

/** Adds an output format for alerts. Called by several threads at once. */
public interface AlertFormatExtension {
    /** The name for {@code --format}: lower case, unique among the formats of alerts, and constant. */
    String name();

    /**
     * Formats one alert, including its terminator, such as a line feed. The result depends on the alert alone. If this
     * throws or returns null, the command ends with an error that names the extension, the rule and the event.
     */
    byte[] format(Alert alert);
}
