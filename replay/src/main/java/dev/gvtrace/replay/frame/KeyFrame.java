// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import dev.gvtrace.trace.Damage;
import java.util.List;

/**
 * What a replay knows between two messages of a trace, from which it can be continued.
 *
 * <p>More than six components: one for each thing that is kept beside the state.
 *
 * @param sequence number of the next message
 * @param events number of events before it
 * @param latestNs the latest time of a message or event before it, ns since the epoch
 * @param gapFromNs for traces without recorded gaps: the last time of a message
 * @param lostBefore messages lost that were reported to the listener
 * @param damage unreadable ranges found before it
 * @param state the packed state, see {@link PackedBytes}
 */
public record KeyFrame(
        long sequence,
        long events,
        long latestNs,
        long gapFromNs,
        long lostBefore,
        List<Damage> damage,
        PackedBytes state) {
    private static final int BESIDE = 200;
    private static final int DAMAGE = 200;

    /** Copies the list. */
    public KeyFrame {
        damage = List.copyOf(damage);
    }

    /** Its approximate size in memory. */
    long heldBytes() {
        return BESIDE + state.packed().length + (long) damage.size() * DAMAGE;
    }
}
