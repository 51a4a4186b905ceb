// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.Release;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.SystemCall;

/**
 * The minimum release of the Sentry, derived from messages and fields that it has sent. The session configuration does
 * not determine it, because a session that ignores missing points may list any.
 */
final class SentryAge {
    /** The points of these releases are assumed to exist: those of July 2022, when sessions became usable. */
    private static final int OLDEST = MessageType.SYSCALL_SOCKETPAIR.since().day();
    /** Introduced standard descriptors, sizes, links and execfn, which is never empty. */
    private static final int EXECFN = Release.SESSION_OPTIONS.day();

    private final int[] since = new int[SystemCall.count()];
    private int newest = OLDEST;
    private int greatestType = MessageType.SYSCALL_SOCKETPAIR.number();

    /** A message of this type arrived. */
    void sent(int type) {
        if (type > greatestType && type <= MessageType.GREATEST) {
            greatestType = type;
            MessageType known = MessageType.of(type);
            atLeast(known == null ? OLDEST : known.since().day());
        }
    }

    /** A message with this context arrived. */
    void sent(Context context) {
        if (context.isExecSession()) {
            atLeast(ContextField.IS_EXEC_SESSION.since().day());
        } else if (context.parentThreadGroupId() != 0) {
            atLeast(ContextField.PARENT_THREAD_GROUP_ID.since().day());
        }
    }

    /** A sentry/execve arrived. */
    void sent(ExecveInfo info) {
        if (newest < EXECFN && !info.execfn().isEmpty()) {
            newest = EXECFN;
        }
        sent(info.context());
    }

    /** The exit of an execve arrived before its sentry/execve. */
    void sentExitFirst() {
        atLeast(Release.EXECVE_EXIT_FIRST.day());
    }

    private void atLeast(int release) {
        newest = Math.max(newest, release);
    }

    /** True if the Sentry certainly has a schematized point for the call. */
    boolean has(SystemCall call) {
        if (!call.schematized()) {
            return false;
        }
        int index = call.index();
        if (since[index] == 0) {
            Point point = PointCatalog.find(call.exitPoint());
            since[index] = point == null ? Integer.MAX_VALUE : point.since().day();
        }
        return since[index] <= newest;
    }
}
