// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import java.util.Locale;

/**
 * Reports descriptors that are used although the call that created them was not seen: received over a Unix socket,
 * taken from another process, or created by a call that is not in the session. Each is reported once. Not reported are
 * the standard descriptors of containers' first processes and exec sessions, anonymous ones, and those of processes
 * that ran before the recording.
 */
final class Unopened {
    private Unopened() {}

    static void report(Event event, ThreadInfo thread, EventContext out) {
        FdInfo fd = out.fd;
        boolean counts = fd != null
                ? fd.unopened
                : !event.failed() && out.fdNumber <= Integer.MAX_VALUE && Action.of(event.type()) != Action.CLOSE;
        if (!counts) {
            return;
        }
        boolean first = fd != null || thread.descriptors.use((int) out.fdNumber);
        if (fd != null) {
            fd.unopened = false;
        }
        ProcessInfo.Origin origin = thread.process.origin;
        if (first && origin != ProcessInfo.Origin.LATE && origin != ProcessInfo.Origin.PROCFS) {
            out.unopened = text(event, thread, out);
        }
    }

    private static String text(Event event, ThreadInfo thread, EventContext out) {
        FdInfo fd = out.fd;
        StringBuilder text = new StringBuilder("descriptor ").append(out.fdNumber);
        if (fd != null) {
            String name = fd.name().isEmpty() ? fd.sentryPath() : fd.name();
            text.append(name.isEmpty() ? "" : " " + name);
        }
        String type = event.type().name().toLowerCase(Locale.ROOT);
        FdTable table = thread.descriptors;
        if (type.equals("pidfd_getfd")) {
            text.append(", taken from another process by pidfd_getfd");
        } else {
            text.append(", first seen at ").append(type).append(", no call was seen that made it");
            if (table.receivedAt != 0 && table.receivedAt != out.sandbox.clock) {
                text.append("; a recvmsg on descriptor ")
                        .append(table.receivedFrom)
                        .append(" before may have brought it (SCM_RIGHTS)");
            }
        }
        return out.sandbox.lost() > 0 ? text.append("; messages were lost").toString() : text.toString();
    }
}
