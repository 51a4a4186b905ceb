// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ConnectCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MmapInfo;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.type.EventType;
import org.jspecify.annotations.Nullable;

/**
 * An event for rules and queries, assembled from the message that ended it and those that completed it. Reused for the
 * next event: callers may keep values, not the event. Filled by {@code decode} through an {@link EventWriter};
 * read-only for all others.
 */
public final class Event {
    EventType type;
    Message message;

    @Nullable
    Message enter;

    @Nullable
    Message proof;

    long timeNs;
    int threadId;
    boolean hasResult;
    long result;
    boolean concealed;
    ExecProof execProof = ExecProof.NOT_AN_EXEC;
    long dropped;

    Event(EventType type, Message message) {
        this.type = type;
        this.message = message;
    }

    /** How certain it is that an execve happened (gvisor-semantics 5.13, design 12). */
    public enum ExecProof {
        /** The event is not an execve. */
        NOT_AN_EXEC,
        /** sentry/execve was seen, or the container's start names the program. */
        SENTRY,
        /** The exit itself is proof: an older runsc, or a connection without sentry/execve. */
        EXIT,
        /** An attempt that is neither proven nor refuted. */
        NONE,
        /** An attempt that failed, according to its error number or later messages. It changed nothing. */
        FAILED,
        /** The first process of an exec session sent a message: the request that created it sends none. */
        SESSION
    }

    /** The type. */
    public EventType type() {
        return type;
    }

    /**
     * The message of the event: an exit, or a message without a counterpart. For an execve it is the attempt's exit if
     * one was seen, otherwise sentry/execve; for both events of a container's start it is the ContainerStart; for a
     * concealed call the raw exit.
     */
    public Message message() {
        return message;
    }

    /**
     * The enter message of the same call, kept for open, openat, creat and connect, and for close with a path, if the
     * session sends it: its path or address was true before the call, while the exit's may have been changed
     * by another thread since, and a closed descriptor has none.
     */
    public @Nullable Message enter() {
        return enter;
    }

    /**
     * The message with the call's arguments: the enter of open, openat, creat and connect if it is known and has them,
     * otherwise {@link #message}. Only the exit has a result.
     */
    public Message arguments() {
        Message before = enter;
        if ((before instanceof OpenCall open && open.pathnameLength() > 0)
                || (before instanceof ConnectCall connect && connect.addressLength() > 0)) {
            return before;
        }
        return message;
    }

    /** A numeric argument of the call: {@link Call#argument}; 0 if the message is not about a call. */
    public long argument(int index) {
        return message instanceof Call call ? call.argument(index) : 0;
    }

    /** True if the call is one of an arm64 sandbox, where some flags have other bits. */
    public boolean isArm64() {
        return message instanceof Call call && call.isArm64();
    }

    /** The message that completes it: the {@link ExecveInfo} of an execve, the {@link MmapInfo} of an mmap. */
    public @Nullable Message proof() {
        return proof;
    }

    /** The event's time, ns since the epoch, sandbox clock; the receive time if the session has no message times. */
    public long timeNs() {
        return timeNs;
    }

    /**
     * The acting thread, root PID namespace; for a clone in the child the child. 0 if the session does not include
     * thread ids.
     */
    public int threadId() {
        return threadId;
    }

    /** True if the event has a return value: evt.res, evt.rawres and evt.failed exist. Generic calls have none. */
    public boolean hasResult() {
        return hasResult && !type.is(EventType.Trait.NO_RESULT);
    }

    /**
     * The call's return value, or the negative error number, for generic calls too; 0 for events that are not a call's
     * exit (the start of a container, a clone in the child, a proven execve) and for calls that did not return.
     */
    public long result() {
        return result;
    }

    /** True if the call is known to have failed, generic calls included: then it changed nothing. */
    public boolean failed() {
        return hasResult && result < 0 || execProof == ExecProof.FAILED;
    }

    /**
     * True if it is known whether the call failed, so that evt.failed exists. False only for an execve without a
     * result.
     */
    public boolean hasOutcome() {
        return hasResult() || execProof == ExecProof.FAILED;
    }

    /** True if only the raw message of the call arrived: its arguments contained bytes that the Sentry cannot send. */
    public boolean concealed() {
        return concealed;
    }

    /** For execve and execveat, how certain it is that it happened. */
    public ExecProof execProof() {
        return execProof;
    }

    /** Messages lost on this connection just before this event's message; 0 if none. */
    public long dropped() {
        return dropped;
    }
}
