// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.ReplayResult;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What came of the reading of traces for a statement.
 *
 * @param results of the traces that were read completely
 * @param notes about the rows: sentences
 */
record ScanReport(List<ReplayResult> results, List<String> notes) {
    /** No trace was read. */
    static final ScanReport NONE = new ScanReport(List.of(), List.of());

    /** The scan that read most, with the notes of all. */
    static ScanReport of(List<ScanReport> scans) {
        Set<String> notes = new LinkedHashSet<>();
        scans.forEach(scan -> notes.addAll(scan.notes()));
        return scans.stream()
                .max(Comparator.<ScanReport>comparingInt(scan -> scan.results().size())
                        .thenComparingLong(ScanReport::events))
                .map(most -> new ScanReport(most.results(), List.copyOf(notes)))
                .orElse(NONE);
    }

    private long events() {
        return results.stream().mapToLong(ReplayResult::events).sum();
    }
}
