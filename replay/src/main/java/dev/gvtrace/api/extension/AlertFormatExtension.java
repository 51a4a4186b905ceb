// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.Alert;

/** Adds a form in which alerts are printed. Used by several threads at once. */
public interface AlertFormatExtension {
    /** What {@code --format} calls it: lower case, and the name of no other format of alerts. Always the same. */
    String name();

    /**
     * The bytes of one alert, with anything that ends it, such as a line feed. They depend on nothing but the alert. If
     * this throws or returns null, the command ends with an error that names the extension, the rule and the event.
     */
    byte[] format(Alert alert);
}
