// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/** A message of a type that this version does not know: a newer Sentry, or none. It is kept, and never an event. */
public final class UnknownMessage extends Message {
    /** One that nothing was read into. */
    public static final UnknownMessage NONE = new UnknownMessage(new TextPool());

    UnknownMessage(TextPool pool) {
        super(MessageKind.UNKNOWN, pool);
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.unknown(this);
    }
}
