// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of the Sentry, typed: a view over its bytes whose accessors read a field when they are called. A view is
 * valid until its {@link MessageViews} reads the next message of that kind, and as long as the bytes do not change;
 * {@code decode} copies messages that it has to keep longer. The leaves are the top-level messages of the schema
 * ({@code proto/src/main/proto}), one class each; a switch distinguishes them by {@link #kind}.
 *
 * <p>As in protobuf, an absent scalar is 0 and an absent text is "". Unsigned 32-bit integers of Linux are returned as
 * {@code int} unless an accessor states otherwise. Texts are {@link ByteText}. Not thread-safe.
 */
public abstract sealed class Message
        permits Call, CloneInfo, ContainerStart, ExecveInfo, ExitNotifyParent, MmapInfo, TaskExit, UnknownMessage {
    /**
     * One method for each branch of the family, so that a new one breaks the build where it has to be handled. Calls
     * are one branch, distinguished by {@link #kind} and by their class.
     *
     * @param <R> the result of the methods
     */
    public interface Visitor<R extends @Nullable Object> {
        /** A system call. */
        R call(Call message);

        /** container/start. */
        R containerStart(ContainerStart message);

        /** sentry/clone. */
        R cloneInfo(CloneInfo message);

        /** sentry/execve. */
        R execveInfo(ExecveInfo message);

        /** sentry/exit_notify_parent. */
        R exitNotifyParent(ExitNotifyParent message);

        /** sentry/task_exit. */
        R taskExit(TaskExit message);

        /** sentry/mmap. */
        R mmapInfo(MmapInfo message);

        /** A message of an unknown type. */
        R unknown(UnknownMessage message);
    }

    /** A field number that no message has: its value is 0 or "". */
    static final int NONE = 0;

    private static final int CONTEXT = 1;

    final FieldTable fields = new FieldTable();
    final TextPool pool;
    private final MessageKind kind;
    private final Context context;
    private @Nullable FieldTable sub;

    private int type;
    private int reading;
    private int from;
    private int size;

    Message(MessageKind kind, TextPool pool) {
        this.kind = kind;
        this.pool = pool;
        context = new Context(pool);
        type = kind.type();
    }

    /**
     * Reads from the given payload. Returns false if it or its context data are not a protobuf message; fields before
     * the malformed one can still be read. The payload of an unknown type is always accepted.
     *
     * <p>Final, as {@link #context} is: this method runs for each message, and one implementation for all classes
     * avoids a virtual call.
     */
    final boolean read(int messageType, byte[] buffer, int offset, int length) {
        boolean whole = scan(messageType, buffer, offset, length);
        // Field 1 has context data only in messages of known types.
        if (kind == MessageKind.UNKNOWN) {
            return true;
        }
        if (fields.hasBytes(CONTEXT)) {
            return context.scan(buffer, fields.offset(CONTEXT), fields.length(CONTEXT)) && whole;
        }
        context.absent();
        return whole;
    }

    /**
     * The same with known time and context data, which the payload may lack. Not for messages of unknown types.
     */
    final boolean read(
            int messageType, long timeNs, @Nullable Identity identity, byte[] buffer, int offset, int length) {
        boolean whole = scan(messageType, buffer, offset, length);
        return context.set(timeNs, identity) && whole;
    }

    private boolean scan(int messageType, byte[] buffer, int offset, int length) {
        type = messageType;
        reading++;
        from = offset;
        size = length;
        return fields.scan(buffer, offset, length);
    }

    /** True if there are context data among the fields that were scanned. */
    final boolean hasContextField() {
        return fields.hasBytes(CONTEXT);
    }

    /** The number of bytes that {@link #copyFields} copies. */
    public final int fieldBytes() {
        return size;
    }

    /** Copies the bytes of the fields, for {@link MessageViews#again}. */
    public final void copyFields(byte[] into) {
        System.arraycopy(fields.buffer(), from, into, 0, size);
    }

    /** Changes with each message that is read, so that values cached for an earlier one are recognised as stale. */
    final int reading() {
        return reading;
    }

    /** Calls the visitor's method for this branch. On hot paths a switch over {@link #kind} is faster. */
    public abstract <R extends @Nullable Object> R accept(Visitor<R> visitor);

    /** The kind of the message. */
    public final MessageKind kind() {
        return kind;
    }

    /** The message type of the header: the kind's number, or any other for an {@link UnknownMessage}. */
    public final int type() {
        return type;
    }

    /** The context data; all members are absent if the message has none or is of an unknown type. */
    public final Context context() {
        return context;
    }

    final String text(int field) {
        return pool.text(fields.buffer(), fields.offset(field), fields.length(field));
    }

    final List<String> texts(int field) {
        int n = fields.count(field);
        if (n == 0) {
            return List.of();
        }
        List<String> all = new ArrayList<>(n);
        for (int at = fields.nextOffset(field, 0); at >= 0; at = fields.nextOffset(field, at + fields.lastLength())) {
            all.add(pool.text(fields.buffer(), at, fields.lastLength()));
        }
        return all;
    }

    final byte[] bytes(int field) {
        int from = fields.offset(field);
        byte[] copy = new byte[fields.length(field)];
        System.arraycopy(fields.buffer(), from, copy, 0, copy.length);
        return copy;
    }

    /** A sub-message's fields, none if it is absent; valid until the next call. */
    final FieldTable sub(int field) {
        FieldTable table = sub;
        if (table == null) {
            table = new FieldTable();
            sub = table;
        }
        table.scan(fields.buffer(), fields.offset(field), fields.length(field));
        return table;
    }

    /** A sub-message of type Timespec in ns; wraps around for impossible seconds. */
    final long timespecNs(int field) {
        FieldTable timespec = sub(field);
        return timespec.number(1) * 1_000_000_000L + timespec.number(2);
    }
}
