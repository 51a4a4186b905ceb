// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/**
 * sentry/exit_notify_parent: a process ended with its last thread. The sandbox's first process sends none; for a zombie
 * that is never reaped by its new parent a second one is sent, with parent 0. The context never has a working
 * directory.
 */
public final class ExitNotifyParent extends Message {
    private static final int STATUS = 2;

    ExitNotifyParent(TextPool pool) {
        super(MessageKind.EXIT_NOTIFY_PARENT, pool);
    }

    /** The wait status of the process. */
    public int exitStatus() {
        return (int) fields.number(STATUS);
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.exitNotifyParent(this);
    }
}
