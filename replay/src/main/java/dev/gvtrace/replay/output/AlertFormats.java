// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.provider.ProviderException;
import java.util.List;

/** The ways to print alerts: text, JSON, and those that are added. */
public final class AlertFormats {
    private AlertFormats() {}

    /**
     * All of them.
     *
     * @throws ProviderException if one that a provider adds cannot be used
     */
    public static FormatCatalog<AlertFormat> load() throws ProviderException {
        return FormatCatalog.load(
                AlertFormat.class, "alert format", List.of(AlertFormatter.text(), AlertFormatter.json()));
    }
}
