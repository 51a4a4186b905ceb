// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/** A message of a type that this version does not know: a newer Sentry, or none. It is kept, and never an event. */
public final class UnknownMessage extends Message {
    private final Context absent;

    UnknownMessage(TextPool pool) {
        super(MessageKind.UNKNOWN, pool);
        absent = new Context(pool);
    }

    @Override
    boolean read(int messageType, byte[] buffer, int offset, int length) {
        super.read(messageType, buffer, offset, length);
        return true;
    }

    /** Absent: that field 1 holds context data is known of known messages only. */
    @Override
    public Context context() {
        return absent;
    }

    @Override
    public int strayFields() {
        return 0;
    }
}
