// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import java.util.List;

/** The ways to print alerts: text, JSON, and those that are added. */
public final class AlertFormats {
    private static final FormatCatalog<AlertFormat> INSTALLED =
            new FormatCatalog<>(AlertFormat.class, List.of(AlertFormatter.text(), AlertFormatter.json()));

    private AlertFormats() {}

    /** All of them. */
    public static FormatCatalog<AlertFormat> installed() {
        return INSTALLED;
    }
}
