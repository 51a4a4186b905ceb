// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.CaptureCounters;
import dev.gvtrace.capture.ServerStatus;
import dev.gvtrace.cli.capture.alert.AlertOutputs;
import dev.gvtrace.cli.capture.anchor.AnchorOutput;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorder at a moment. Counters go on counting while it is read.
 *
 * <p>More than six components: one for each part of a recorder.
 *
 * @param at the moment
 * @param started when the recorder began
 * @param socket where it listens for sandboxes
 * @param directory of the traces
 * @param problems what keeps it from recording as it should; empty when it is healthy
 * @param lastError the last problem that there was; null for none
 * @param server connections and recordings
 * @param counters totals
 * @param threads those that live as long as the recorder
 * @param logDropped lines of the log that were not read in time
 * @param detection live rules; null without them
 * @param anchors outputs for the heads of chains; empty without them
 */
public record RecorderStatus(
        Instant at,
        Instant started,
        Path socket,
        Path directory,
        List<String> problems,
        @Nullable LastError lastError,
        ServerStatus server,
        CaptureCounters counters,
        List<ThreadState> threads,
        long logDropped,
        @Nullable Detection detection,
        List<AnchorOutput> anchors) {

    /**
     * A thread.
     *
     * @param name its name
     * @param alive whether it runs
     */
    public record ThreadState(String name, boolean alive) {}

    /**
     * A problem, and when it was noticed.
     *
     * @param at when
     * @param what for people
     */
    public record LastError(Instant at, String what) {}

    /**
     * Live rules.
     *
     * <p>More than six components: one for each thing that may go wrong with them.
     *
     * @param rules how many are active
     * @param loaded when they were loaded
     * @param loads how often they were replaced since
     * @param failures how often rules did not load
     * @param failure why the last load failed; null if it did not
     * @param skipped messages that were not evaluated
     * @param queueBytes that wait to be evaluated
     * @param stopped sandboxes whose rules were stopped
     * @param alerts the outputs
     */
    public record Detection(
            int rules,
            Instant loaded,
            long loads,
            long failures,
            @Nullable String failure,
            long skipped,
            long queueBytes,
            long stopped,
            AlertOutputs alerts) {}

    /** True if nothing keeps it from recording. */
    boolean isHealthy() {
        return problems.isEmpty();
    }
}
