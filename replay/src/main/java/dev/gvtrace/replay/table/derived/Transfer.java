// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.IoCall;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** The bytes that a call moved: their number, and the descriptors of source and target. Reused for each event. */
final class Transfer {
    private static final int SENDFILE_OUT = 0;
    private static final int SENDFILE_IN = 1;
    private static final int COPY_IN = 0;
    private static final int COPY_OUT = 2;

    private @Nullable FdInfo source;
    private @Nullable FdInfo target;
    private boolean reads;
    private boolean writes;
    private long bytes;

    /** Reads an event. Returns true if it is a successful call that moves a known number of bytes. */
    boolean read(EventContext event) {
        Effect effect = Effect.of(event);
        Event call = event.event();
        source = null;
        target = null;
        reads = effect == Effect.READ || effect == Effect.SENDFILE || effect == Effect.COPY;
        writes = effect == Effect.WRITE || effect == Effect.SENDFILE || effect == Effect.COPY;
        if (!reads && !writes || call.failed() || !Effect.isCall(call)) {
            return false;
        }
        bytes = Math.max(0, call.result());
        switch (effect) {
            case READ -> source = subject(event);
            case WRITE -> target = subject(event);
            case SENDFILE -> between(event, SENDFILE_IN, SENDFILE_OUT);
            default -> between(event, COPY_IN, COPY_OUT);
        }
        return true;
    }

    /** The descriptor of the call; the state does not have it for calls without a type of event of their own. */
    private static @Nullable FdInfo subject(EventContext event) {
        ThreadInfo thread = event.thread();
        if (event.fd() != null || thread == null) {
            return event.fd();
        }
        return event.event().message() instanceof IoCall call
                ? thread.fd(call.fd())
                : event.event().message() instanceof RawCall raw ? thread.fd((int) raw.argument(0)) : null;
    }

    private void between(EventContext event, int in, int out) {
        ThreadInfo thread = event.thread();
        if (thread != null && event.event().message() instanceof RawCall raw) {
            source = thread.fd((int) raw.argument(in));
            target = thread.fd((int) raw.argument(out));
        }
    }

    /** True if it reads from a descriptor. */
    boolean reads() {
        return reads;
    }

    /** True if it writes to a descriptor. */
    boolean writes() {
        return writes;
    }

    /** The descriptor that it reads from; null if unknown or if there is none. */
    @Nullable
    FdInfo source() {
        return source;
    }

    /** The descriptor that it writes to; null if unknown or if there is none. */
    @Nullable
    FdInfo target() {
        return target;
    }

    /** The number of bytes, 0 or more. */
    long bytes() {
        return bytes;
    }
}
