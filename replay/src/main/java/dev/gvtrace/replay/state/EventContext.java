// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event together with the state it left behind: what fields are read from. State has taken the event in already, but
 * what it ended (a closed descriptor, an exited process) is still readable until the next event. Used again for each.
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

    /** The event would have a name of its own, but its arguments are concealed, or behind a pointer of a raw call. */
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

    /** The thread that it is about; null if the session sends no thread ids. */
    public @Nullable ThreadInfo thread() {
        return thread;
    }

    /** The thread's process. */
    public @Nullable ProcessInfo process() {
        return thread == null ? null : thread.process();
    }

    /** The process's container; null if unknown. In a sandbox with a single container it is that one. */
    public @Nullable ContainerInfo container() {
        ProcessInfo process = process();
        if (process == null) {
            return null;
        }
        ContainerInfo container = process.container();
        return container != null ? container : sandbox.onlyContainer();
    }

    /**
     * The descriptor it is about, null if its type uses none or the descriptor is not known. Which one it is stands in
     * gvisor-semantics 6.4. For a close it is the one just closed.
     */
    public @Nullable FdInfo fd() {
        return fd;
    }

    /**
     * fd.num: the descriptor's number; -1 for a failed call that would have made one. Of a raw mmap the register, so
     * 4294967295 without a file.
     */
    public long fdNumber() {
        return fdNumber;
    }

    /**
     * fd.name of an event that uses a descriptor. Of a call that failed to open or to connect it is computed from the
     * call's own arguments; otherwise it is the name of {@link #fd}, "" without one. Null for a call whose own name is
     * not known: see {@link #isNameless}.
     */
    public @Nullable String fdName() {
        if (fdName != null) {
            return fdName;
        }
        FdInfo known = fd;
        return isNameless() ? null : known != null ? known.name() : "";
    }

    /**
     * True for a call that names a file of which only the registers are known, and nothing has reported the name since.
     */
    public boolean isNameless() {
        FdInfo known = fd;
        return nameless && (known == null || known.name().isEmpty());
    }

    /** fd.nameraw where no descriptor is known; null if the event has no name argument. */
    public @Nullable String fdRawName() {
        return fdRawName;
    }

    /**
     * What can be said of the descriptor's origin if this event is the first to use it although no call was seen that
     * made it; null otherwise.
     */
    public @Nullable String unopened() {
        return unopened;
    }

    /** True if this event changed its descriptor's name. */
    public boolean fdNameChanged() {
        return fdNameChanged;
    }
}
