// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event together with the state after it: the source of field values. The event has already been applied, but what
 * it ended (a closed descriptor, an exited process) is still readable until the next event. Reused for each event.
 */
public final class EventContext {
    final SandboxState sandbox;
    Event event;
    long number;

    @Nullable
    ThreadInfo thread;

    @Nullable
    FdInfo fd;

    long fdNumber = -1;

    @Nullable
    String fdName;

    @Nullable
    String fdRawName;

    boolean fdNameChanged;

    @Nullable
    String unopened;

    /** The event has a name argument of its own, but that is concealed, or behind a pointer of a raw call. */
    boolean nameless;

    EventContext(SandboxState sandbox, Event event) {
        this.sandbox = sandbox;
        this.event = event;
    }

    void begin(Event next, @Nullable ThreadInfo by) {
        event = next;
        number++;
        thread = by;
        fd = null;
        fdNumber = -1;
        fdName = null;
        fdRawName = null;
        fdNameChanged = false;
        nameless = false;
        unopened = null;
    }

    /** The event. */
    public Event event() {
        return event;
    }

    /** evt.num: from 1, counting all events of the connection. */
    public long number() {
        return number;
    }

    /** The state after the event. */
    public SandboxState sandbox() {
        return sandbox;
    }

    /** The acting thread; null if the session does not include thread ids. */
    public @Nullable ThreadInfo thread() {
        return thread;
    }

    /** The thread's process. */
    public @Nullable ProcessInfo process() {
        return thread == null ? null : thread.process();
    }

    /** The process's container; null if unknown. In a sandbox with a single container that one. */
    public @Nullable ContainerInfo container() {
        ProcessInfo process = process();
        if (process == null) {
            return null;
        }
        ContainerInfo container = process.container();
        return container != null ? container : sandbox.onlyContainer();
    }

    /**
     * The descriptor it is about (gvisor-semantics 6.4); null if its type uses none or the descriptor is unknown. For a
     * close, the one just closed.
     */
    public @Nullable FdInfo fd() {
        return fd;
    }

    /**
     * fd.num: the descriptor's number; -1 for a failed call that would have created one. For a raw mmap the register,
     * which is 4294967295 without a file.
     */
    public long fdNumber() {
        return fdNumber;
    }

    /**
     * fd.name of an event that uses a descriptor. For a failed open or connect it is computed from the call's
     * arguments; otherwise it is the name of {@link #fd}, or "" without one. Null if the call's name argument is
     * unknown: see {@link #isNameless}.
     */
    public @Nullable String fdName() {
        if (fdName != null) {
            return fdName;
        }
        FdInfo known = fd;
        return isNameless() ? null : known != null ? known.name() : "";
    }

    /**
     * True for a call with a name argument of which only the registers are known, if the name has not been reported
     * since.
     */
    public boolean isNameless() {
        FdInfo known = fd;
        return nameless && (known == null || known.name().isEmpty());
    }

    /** fd.nameraw if the descriptor is unknown; null if the event has no name argument. */
    public @Nullable String fdRawName() {
        return fdRawName;
    }

    /**
     * What is known of the descriptor's origin if this event is the first to use it and the call that created it was
     * not seen; null otherwise.
     */
    public @Nullable String unopened() {
        return unopened;
    }

    /** True if this event changed its descriptor's name. */
    public boolean fdNameChanged() {
        return fdNameChanged;
    }
}
