// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.message.Identity;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageViews;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a message that waits for another one of its thread, or for the end. Used again and again; what was copied
 * is valid until it goes back to its {@link ThreadTable}.
 */
final class HeldMessage {
    /** What a buffer keeps when it is used again; a longer one is given up. */
    static final int KEPT_CAPACITY = 1 << 14;
    /** What one takes beside its buffer: itself, and an identity that may be nowhere else. */
    static final int BESIDE = 512;

    int type;
    private byte[] fields = new byte[256];
    private int length;
    private long timeNs;
    private @Nullable Identity identity;
    int threadId;
    int groupId;
    long receivedNs;
    /** Messages lost just before it. */
    long dropped;
    /** How often messages had been lost when it came. */
    long losses;
    /** Grows with every holding: the order of arrival. */
    long order;

    void copy(Message message) {
        int size = message.fieldBytes();
        if (fields.length < size) {
            fields = new byte[Math.max(size, fields.length * 2)];
        }
        message.copyFields(fields);
        length = size;
        type = message.type();
        timeNs = message.context().timeNs();
        identity = message.context().identity();
        threadId = message.context().threadId();
        groupId = message.context().threadGroupId();
    }

    Message read(MessageViews views) {
        return views.again(type, timeNs, Objects.requireNonNull(identity, "nothing was copied"), fields, length);
    }

    /** What it takes on the heap, the room in its buffer included. */
    long heldBytes() {
        return fields.length + BESIDE;
    }

    void shrink() {
        if (fields.length > KEPT_CAPACITY) {
            fields = Arrays.copyOf(fields, KEPT_CAPACITY);
        }
        length = 0;
        identity = null;
    }
}
