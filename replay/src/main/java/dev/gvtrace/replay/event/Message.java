// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import dev.gvtrace.proto.stream.FieldTable;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of the Sentry, typed: a view over its bytes whose accessors read a field when they are called. A view is
 * valid until its decoder reads the next message; {@code decode} copies what it has to hold longer. The permitted leaves
 * are the top-level messages of the schema ({@code proto/src/main/proto}), one class each.
 */
public abstract sealed class Message permits Message.Unknown, Call {
    final FieldTable fields = new FieldTable();
    final Context context;
    TextPool pool;

    Message(TextPool pool) {
        this.pool = pool;
        context = new Context(pool);
    }

    /** The context data; its accessors answer "absent" where the message carries none. */
    public final Context context() {
        return context;
    }

    final String text(int field) {
        return pool.text(fields.buffer(), fields.offset(field), fields.length(field));
    }

    final List<String> texts(int field) {
        int n = fields.count(field);
        List<String> all = new ArrayList<>(n);
        for (int at = fields.nextOffset(field, 0); at >= 0; at = fields.nextOffset(field, at + fields.lastLength())) {
            all.add(pool.text(fields.buffer(), at, fields.lastLength()));
        }
        return all;
    }

    /** PLACEHOLDER: to be replaced by the real leaves. */
    public static final class Unknown extends Message {
        Unknown(TextPool pool) {
            super(pool);
        }
    }
}
