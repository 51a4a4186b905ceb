// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** fork and vfork, which exist on x86_64 only. The result is the child's id in the caller's PID namespace. */
public final class ForkCall extends Call {
    ForkCall(TextPool pool) {
        super(MessageKind.FORK, pool, NONE, NONE, NO_ARGUMENT_FIELDS);
    }
}
