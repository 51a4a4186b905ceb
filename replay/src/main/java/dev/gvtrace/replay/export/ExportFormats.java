// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.export;

import dev.gvtrace.replay.output.FormatCatalog;
import dev.gvtrace.replay.provider.ProviderException;
import java.util.List;

/** The layouts that traces can be exported to: tracereplay, and those of providers. */
public final class ExportFormats {
    private ExportFormats() {}

    /**
     * All of them.
     *
     * @throws ProviderException if one that a provider adds cannot be used
     */
    public static FormatCatalog<ExportFormat> load() throws ProviderException {
        return FormatCatalog.load(ExportFormat.class, "export format", List.of(new TraceReplayExport()));
    }
}
