// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.export;

import dev.gvtrace.replay.output.FormatCatalog;
import java.util.List;

/** The layouts that traces can be exported to: tracereplay, and those that are added. */
public final class ExportFormats {
    private static final FormatCatalog<ExportFormat> INSTALLED =
            new FormatCatalog<>(ExportFormat.class, List.of(new TraceReplayExport()));

    private ExportFormats() {}

    /** All of them. */
    public static FormatCatalog<ExportFormat> installed() {
        return INSTALLED;
    }
}
