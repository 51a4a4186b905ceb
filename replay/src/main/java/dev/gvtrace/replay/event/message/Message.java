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
 * {@code decode} copies what it has to hold longer. The leaves are the top-level messages of the schema ({@code
 * proto/src/main/proto}), one class each; a switch distinguishes them by {@link #kind}.
 *
 * <p>As protobuf has it, a scalar that is absent on the wire is 0 and a text is "". Integers that Linux has as unsigned
 * 32 bits come as {@code int} unless an accessor states otherwise. Texts are {@link ByteText}. Not thread-safe.
 */
public abstract sealed class Message
        permits Call, CloneInfo, ContainerStart, ExecveInfo, ExitNotifyParent, MmapInfo, TaskExit, UnknownMessage {
    /**
     * One method for each branch of the family, so that a new one breaks the build where it has to be handled. Calls
     * are one branch; they say by {@link #kind} and by their class which they are.
     *
     * @param <R> what the methods give
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

        /** A type that this version does not know. */
        R unknown(UnknownMessage message);
    }

    /** A field number that no message has: reading it gives 0 or "". */
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
     * Reads from the given payload from now on. Returns false if it is not a protobuf message, or its context data are
     * none; what can be read of it can be read. Whether an unknown type requires one cannot be decided.
     *
     * <p>Final, as {@link #context} is: each message comes here, and one method for all classes takes a fifth of the
     * virtual calls out of a replay.
     */
    final boolean read(int messageType, byte[] buffer, int offset, int length) {
        boolean whole = scan(messageType, buffer, offset, length);
        // That field 1 holds context data is known of known messages only.
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
     * The same where the time and the rest of the context data are known already, and the payload may lack them. Not
     * for messages of unknown types.
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

    /** Copies the bytes that the fields are read from, for {@link MessageViews#again}. */
    public final void copyFields(byte[] into) {
        System.arraycopy(fields.buffer(), from, into, 0, size);
    }

    /** Changes with each message that is read: what was made of an earlier one is known by it. */
    final int reading() {
        return reading;
    }

    /** Calls the method of the visitor that is for this branch. On hot paths a switch over {@link #kind} is faster. */
    public abstract <R extends @Nullable Object> R accept(Visitor<R> visitor);

    /** What the message is. */
    public final MessageKind kind() {
        return kind;
    }

    /** The message type of the header: the kind's number, or any other for an {@link UnknownMessage}. */
    public final int type() {
        return type;
    }

    /** The context data; its accessors answer "absent" where the message carries none, or is of an unknown type. */
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

    /** A sub-message of type Timespec in ns; wraps around for seconds that no clock has. */
    final long timespecNs(int field) {
        FieldTable timespec = sub(field);
        return timespec.number(1) * 1_000_000_000L + timespec.number(2);
    }
}
