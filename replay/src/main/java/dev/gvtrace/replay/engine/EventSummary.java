// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * An event in a few words, for users. Immutable, and independent of the event.
 *
 * @param number evt.num
 * @param timeNs its time, ns since the epoch
 * @param type evt.type
 * @param process the name of the process; null if it is not known
 * @param pid of the process, root PID namespace; 0 if unknown
 * @param descriptor fd.name; null without a value
 */
public record EventSummary(
        long number,
        long timeNs,
        String type,
        @Nullable Text process,
        int pid,
        @Nullable Text descriptor) {
    /** The summary of an event. */
    public static EventSummary of(EventContext event) {
        ProcessInfo process = event.process();
        String descriptor = event.fdName();
        return new EventSummary(
                event.number(),
                event.event().timeNs(),
                event.event().type().name(),
                process == null ? null : ByteText.toText(process.name()),
                process == null ? 0 : process.pid(),
                descriptor == null ? null : ByteText.toText(descriptor));
    }
}
