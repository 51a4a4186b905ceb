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
 * A copy of a message that is held until another one of its thread arrives, or until the end. Reused; the copy is valid
 * until it is returned to its {@link ThreadTable}.
 */
final class HeldMessage {
    /** The maximum size of a buffer that is reused; a longer one is released. */
    static final int KEPT_CAPACITY = 1 << 14;
    /** The overhead beyond its buffer: the object, and an identity that may be used nowhere else. */
    static final int BESIDE = 512;

    int type;
    private byte[] fields = new byte[256];
    private int length;
    private long timeNs;
    private @Nullable Identity identity;
    int threadId;
    int groupId;
    long receivedNs;
    /** The number of messages lost just before it. */
    long dropped;
    /** The number of losses when it arrived. */
    long losses;
    /** Incremented with each held message: the order of arrival. */
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

    /** Its size on the heap, including its buffer. */
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
