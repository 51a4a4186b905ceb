// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** signalfd and signalfd4. A descriptor of -1 requests a new one; the result is the descriptor. */
public final class SignalfdCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int SIGNALS = 6;
    private static final int FLAGS = 7;
    private static final int[] ARGUMENT_FIELDS = {FD, NONE, NONE, FLAGS};

    SignalfdCall(TextPool pool) {
        super(MessageKind.SIGNALFD, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The set of signals, bit n-1 for signal n; 0 if unreadable. */
    public long signals() {
        return fields.number(SIGNALS);
    }

    /** The flags of signalfd4; 0 for signalfd. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
