// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import java.util.Locale;

/**
 * Descriptors that are used although no call was seen that made them: received over a Unix socket, taken from another
 * process, made by a call that the session does not ask for. Each is reported once. Left out are the standard ones,
 * which a container's first process and those of exec sessions are given, anonymous ones, and all of processes that
 * were there before the recording.
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
