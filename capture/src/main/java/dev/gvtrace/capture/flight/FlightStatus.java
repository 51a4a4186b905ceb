// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import java.time.Duration;
import java.util.Map;

/**
 * A flight recorder at a moment. Immutable.
 *
 * <p>More than six components: one for each entry of its status.
 *
 * @param options how much it keeps around a trigger
 * @param recordings what it holds of the recordings under way, by the numbers of their connections
 * @param heldFiles files that are neither kept nor let go, of recordings that have ended, too
 * @param keptFiles files kept since the start
 * @param letGoFiles files let go since the start
 * @param letGoMessages messages in them
 * @param letGoBytes their size
 * @param triggers how many came since the start, by kind
 */
public record FlightStatus(
        FlightOptions options,
        Map<Long, Held> recordings,
        long heldFiles,
        long keptFiles,
        long letGoFiles,
        long letGoMessages,
        long letGoBytes,
        Map<Trigger.By, Long> triggers) {
    /** Copies the maps. */
    public FlightStatus {
        recordings = Map.copyOf(recordings);
        triggers = Map.copyOf(triggers);
    }

    /**
     * What is held of a recording.
     *
     * @param span how far back a trigger would reach now
     * @param files files that are neither kept nor let go, with the open one
     * @param kept files kept so far
     * @param letGo files let go so far
     * @param letGoMessages messages in them
     * @param keepsFor how long all is kept from now on because of a trigger; zero if there was none
     */
    public record Held(Duration span, int files, long kept, long letGo, long letGoMessages, Duration keepsFor) {}
}
