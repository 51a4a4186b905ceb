// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A year of a few sandboxes, with all events of the long one. */
class YearTest {
    private static final int SANDBOXES = 30;
    private static final long DAY_MILLIS = 20;

    @TempDir
    Path directory;

    @Test
    @Timeout(900)
    void everyMessageIsInAFileInAGapOrInTheLedger() throws Exception {
        assumeASmallDisk();
        YearRun.Report report = Year.run(YearPlan.of(17, SANDBOXES), DAY_MILLIS, directory.resolve("year"), List.of());
        System.out.println(report.table());
        assertThat(report.faults()).as(report.table()).isEmpty();
    }

    private void assumeASmallDisk() throws InterruptedException {
        try {
            SmallDisk.mount(directory.resolve("disk"), 1).close();
        } catch (IOException e) {
            Assumptions.abort(e.getMessage());
        }
    }
}
