// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/** sentry/task_exit: a thread begins to end; its descriptors and working directory still exist. */
public final class TaskExit extends Message {
    private static final int STATUS = 2;

    TaskExit(TextPool pool) {
        super(MessageKind.TASK_EXIT, pool);
    }

    /**
     * The wait status of the thread group at this moment: 0 for a thread that ends alone. Exited if the low seven bits
     * are 0, with the code above bit 8; otherwise they are the signal, and bit 7 is set if core was dumped.
     */
    public int exitStatus() {
        return (int) fields.number(STATUS);
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.taskExit(this);
    }
}
