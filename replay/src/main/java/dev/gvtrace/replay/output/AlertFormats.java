// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.provider.ProviderException;
import java.util.List;

/** The formats of alerts: text, JSON, and those of providers. */
public final class AlertFormats {
    private AlertFormats() {}

    /**
     * All formats.
     *
     * @throws ProviderException if the format of a provider cannot be used
     */
    public static FormatCatalog<AlertFormat> load() throws ProviderException {
        return FormatCatalog.load(
                AlertFormat.class, "alert format", List.of(AlertFormatter.text(), AlertFormatter.json()));
    }
}
