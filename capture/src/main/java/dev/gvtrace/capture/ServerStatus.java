// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.flight.FlightStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorder's server at a moment, beside its {@link CaptureCounters}.
 *
 * <p>More than six components: one for each part of the server.
 *
 * @param connected connections now
 * @param bufferedBytes received and not yet taken from the buffers of all connections
 * @param sealing recordings that have ended and are not sealed yet
 * @param freeBytes on the disk of the traces, as last measured; negative when unknown
 * @param recordings the recordings under way
 * @param problems what keeps it from recording as it should; empty when nothing does
 * @param unrecorded running sandboxes that are not recorded, with what is known, as last checked; null without a check
 * @param flight what a flight recorder holds, keeps and let go; null without one
 */
public record ServerStatus(
        int connected,
        long bufferedBytes,
        int sealing,
        long freeBytes,
        List<RecordingStatus> recordings,
        List<String> problems,
        @Nullable List<String> unrecorded,
        @Nullable FlightStatus flight) {}
