// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/** A message of an unknown type, perhaps from a newer Sentry. It is recorded, but never becomes an event. */
public final class UnknownMessage extends Message {
    /** Creates an empty message. */
    public static final UnknownMessage NONE = new UnknownMessage(new TextPool());

    UnknownMessage(TextPool pool) {
        super(MessageKind.UNKNOWN, pool);
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.unknown(this);
    }
}
