// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** eventfd and eventfd2. The new descriptor is the result. */
public final class EventfdCall extends Call {
    private static final int INITIAL_VALUE = 4;
    private static final int FLAGS = 5;
    private static final int[] ARGUMENT_FIELDS = {INITIAL_VALUE, FLAGS};

    EventfdCall(TextPool pool) {
        super(MessageKind.EVENTFD, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The initial value of the counter. */
    public int initialValue() {
        return (int) fields.number(INITIAL_VALUE);
    }

    /** The flags of eventfd2; 0 for eventfd. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
