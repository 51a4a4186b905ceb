// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.util.function.Consumer;

/** A connection's listener, which is removed once it throws. One thread at a time, except for {@link #isEmpty}. */
final class ListenerDispatch {
    private final ConnectionInfo info;
    private final Consumer<String> log;
    private CaptureListener listener;

    ListenerDispatch(ConnectionInfo info, CaptureListener listener, Consumer<String> log) {
        this.info = info;
        this.listener = listener;
        this.log = log;
    }

    boolean isEmpty() {
        return listener == CaptureListener.NONE;
    }

    void dispatch(Consumer<CaptureListener> what) {
        if (isEmpty()) {
            return;
        }
        try {
            what.accept(listener);
        } catch (RuntimeException | Error e) {
            listener = CaptureListener.NONE;
            log.accept(info.label() + ": live evaluation of this connection ends: " + e);
        }
    }
}
