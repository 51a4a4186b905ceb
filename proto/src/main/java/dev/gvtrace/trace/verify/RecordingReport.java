// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.VerifyReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking one recording.
 *
 * @param recording its id; null when no header can be read, or for tracereplay
 * @param files its files in order; empty when it is only in the ledger
 * @param letGo files that a flight recorder let go, in order; the verdicts are then about those that it kept
 * @param stamps the time stamp of each file that is under one, by the file's path
 * @param verdicts it is complete if it was opened and sealed, with no file missing but those let go, and no gap
 * @param anchored how much of it agrees with an anchor; null if nothing does, or without anchors
 */
public record RecordingReport(
        @Nullable UUID recording,
        List<VerifyReport> files,
        List<LetGo> letGo,
        Map<String, FileStamp> stamps,
        Verdicts verdicts,
        @Nullable AnchorCoverage anchored) {
    /** Copies lists and map. */
    public RecordingReport {
        files = List.copyOf(files);
        letGo = List.copyOf(letGo);
        stamps = Map.copyOf(stamps);
    }

    /** Without anchors. */
    public RecordingReport(
            @Nullable UUID recording,
            List<VerifyReport> files,
            List<LetGo> letGo,
            Map<String, FileStamp> stamps,
            Verdicts verdicts) {
        this(recording, files, letGo, stamps, verdicts, null);
    }
}
