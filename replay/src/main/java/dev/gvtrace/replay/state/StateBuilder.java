// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.EventWriter;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.ContainerStart;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExitNotifyParent;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.MessageViews;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the state of one sandbox, directly and through the other classes of this package; no other class does. Rules
 * of state: gvisor-semantics 5, design 12. A failed call changes nothing. Takes messages and events in order of
 * arrival; never throws because of their content, and keeps within limits for any content ({@link
 * SandboxState#forgotten}). Not thread-safe.
 */
public final class StateBuilder {
    /** The maximum size of one sandbox's state in bytes; at this limit parts are removed. */
    public static final long MOST_BYTES = Limits.STATE_BYTES;

    private static final byte[] NO_BYTES = {};
    private static final Text RUNSC = Text.ofUtf8("runsc");

    /**
     * The maximum ratio of the size of facts in memory to their size as JSON: for short texts and small numbers most of
     * it is overhead.
     */
    private static final long FACTS_GROWTH = 16;

    private final SandboxState state;
    private final MemoryBudget budget;
    private final Lineage lineage;
    private final TaskTables tasks;
    private final ContainerChanges containers;
    private final ProcessChanges processes;
    private final ContextFacts contexts;
    private final DescriptorPaths paths;
    private final Releases releases;
    private final DescriptorChanges descriptors;
    private final SocketChanges sockets;
    private final IdentityChanges identities;
    private final Execution execution;
    private final TaskIds ids;
    private final EventContext applied;
    /** The thread whose end the last message reported: the one with its id, or a leader that had the id before. */
    private @Nullable ThreadInfo leaving;

    /** A silent process whose parent is restored while it is reported. */
    private @Nullable ProcessInfo orphan;

    private String sandboxId = "";

    /** A builder for the given state. */
    public StateBuilder(SandboxState state) {
        this(state, false);
    }

    /**
     * A builder for the given state.
     *
     * @param resolved see {@link SandboxState#resolved()}
     */
    public StateBuilder(SandboxState state, boolean resolved) {
        this(state, resolved, new MemoryBudget(state));
    }

    /**
     * A builder for the given state, which gets permission before the state grows large.
     *
     * @param first bytes that the state may take without permission
     * @param beforeGrowth called once, when it takes more; may wait until there is room for {@link #MOST_BYTES}
     */
    public StateBuilder(SandboxState state, boolean resolved, long first, Runnable beforeGrowth) {
        this(state, resolved, new MemoryBudget(state, Limits.STATE_BYTES, first, beforeGrowth));
    }

    StateBuilder(SandboxState state, boolean resolved, MemoryBudget budget) {
        PathResolver resolver = new PathResolver();
        this.state = state;
        this.budget = budget;
        state.resolved = resolved;
        ids = new TaskIds(state);
        lineage = new Lineage(state);
        tasks = new TaskTables(state, budget, lineage);
        containers = new ContainerChanges(state, budget, ids, tasks);
        processes = new ProcessChanges(state, budget, ids, tasks, containers);
        contexts = new ContextFacts(state, budget, containers, lineage, processes);
        paths = new DescriptorPaths(state, budget);
        releases = new Releases(state);
        descriptors = new DescriptorChanges(state, budget, resolver, releases);
        sockets = new SocketChanges(state, descriptors);
        identities = new IdentityChanges(ids, resolver, resolved);
        execution = new Execution(state, budget, tasks, paths, resolver);
        applied = new EventContext(state, new EventWriter().event());
    }

    /** The state. */
    public SandboxState state() {
        return state;
    }

    /**
     * Applies what every message contains about its thread and process, event or not. Called before the message's
     * events.
     */
    public void observe(Message message) {
        begin();
        state.losses.settle();
        leaving = null;
        MessageKind kind = message.kind();
        switch (kind) {
            case UNKNOWN -> {}
            case CONTAINER_START -> {
                containers.started((ContainerStart) message);
                contexts.acting(message.context(), kind);
            }
            case EXIT_NOTIFY_PARENT -> tasks.notified((ExitNotifyParent) message);
            case EXECVE_INFO -> {
                // Its names and users are those before the execve, which may have been applied already.
                int tid = message.context().threadId();
                if (tid != 0 && tid == message.context().threadGroupId() && state.thread(tid) == null) {
                    contexts.acting(message.context(), kind);
                }
            }
            case CLONE_INFO -> processes.cloned(sender(message), (CloneInfo) message);
            case TASK_EXIT -> leaving = sender(message);
            case MMAP_INFO -> sender(message);
            case CLOSE, DUP, RAW -> {
                Call call = (Call) message;
                ThreadInfo thread = caller(call);
                if (thread != null && !call.isExit()) {
                    releases.enter(thread, kind, call);
                }
            }
            case OPEN,
                    READ,
                    WRITE,
                    CONNECT,
                    EXECVE,
                    SOCKET,
                    CHDIR,
                    SETID,
                    SETRESID,
                    PRLIMIT,
                    PIPE,
                    FCNTL,
                    SIGNALFD,
                    CHROOT,
                    EVENTFD,
                    CLONE,
                    BIND,
                    ACCEPT,
                    TIMERFD_CREATE,
                    TIMERFD_SETTIME,
                    TIMERFD_GETTIME,
                    FORK,
                    INOTIFY_INIT,
                    INOTIFY_ADD_WATCH,
                    INOTIFY_RM_WATCH,
                    SOCKETPAIR,
                    MMAP,
                    LISTEN,
                    PTRACE -> caller((Call) message);
        }
    }

    private @Nullable ThreadInfo sender(Message message) {
        ThreadInfo thread = contexts.acting(message.context(), message.kind());
        if (thread != null) {
            thread.messageBeforeAt = thread.lastMessageAt;
            thread.lastMessageAt = ++state.clock;
        }
        return thread;
    }

    private @Nullable ThreadInfo caller(Call call) {
        ThreadInfo thread = sender(call);
        if (thread != null && call.hasFdPath()) {
            paths.reported(thread, call);
        }
        return thread;
    }

    /**
     * The event of an exec session whose first process appeared with the last message; null otherwise. It precedes the
     * message's own events, and is valid as long as the result of {@link #apply}.
     *
     * @param message the message observed last
     * @param receivedNs its receive time, for sessions without message times
     */
    public @Nullable EventContext session(Message message, long receivedNs) {
        ThreadInfo thread = processes.takeBegunSession();
        if (thread == null) {
            return null;
        }
        Context context = message.context();
        // The request that created the process sends no message; of the current message only the context is about it.
        Message silent = new MessageViews(new TextPool()).again(0, context.timeNs(), context.identity(), NO_BYTES, 0);
        long timeNs = context.timeNs() != 0 ? context.timeNs() : receivedNs;
        Event event = new EventWriter()
                .begin(EventTypes.EXECVE, silent)
                .at(timeNs, thread.tid())
                .result(0)
                .execProof(ExecProof.SESSION)
                .event();
        noteTime(timeNs);
        applied.begin(event, thread);
        return applied;
    }

    private void noteTime(long timeNs) {
        if (state.firstEventNs == 0) {
            state.firstEventNs = timeNs;
        }
        if (timeNs > state.lastEventNs) {
            state.lastEventNs = timeNs;
        }
    }

    /**
     * Applies an event. The result is valid until the next call, when everything that the event ended is removed from
     * the state.
     */
    public EventContext apply(Event event) {
        begin();
        noteTime(event.timeNs());
        state.losses.event(event.timeNs());
        EventContext out = applied;
        ThreadInfo thread = state.threads.get(event.threadId());
        out.begin(event, thread);
        change(event, thread, out);
        if (out.fdNumber > 2 && thread != null && state.opensAreSent) {
            Unopened.report(event, thread, out);
        }
        return out;
    }

    private void change(Event event, @Nullable ThreadInfo thread, EventContext out) {
        switch (Action.of(event.type())) {
            case NONE -> {}
            case EXECVE -> execute(event, thread, out);
            case PROCEXIT -> leave(thread, out);
            case CLONE -> returnFromClone(event, thread);
            case USE_FD -> DescriptorChanges.use(event, thread, out);
            case READ_OR_WRITE -> descriptors.readOrWrite(event, thread, out);
            case OPEN -> descriptors.open(event, thread, out);
            case CLOSE -> descriptors.close(event, thread, out);
            case CLOSE_RANGE -> descriptors.closeRange(event, thread);
            case DUP -> descriptors.dup(event, thread, out);
            case FCNTL -> descriptors.fcntl(event, thread, out);
            case IOCTL -> descriptors.ioctl(event, thread, out);
            case PIPE -> descriptors.pipe(event, thread, out);
            case EVENTFD -> descriptors.make(FdInfo.Kind.EVENT, 1, event, thread, out);
            case SIGNALFD -> descriptors.make(FdInfo.Kind.SIGNALFD, 3, event, thread, out);
            case TIMERFD -> descriptors.make(FdInfo.Kind.TIMERFD, 1, event, thread, out);
            case INOTIFY -> descriptors.make(FdInfo.Kind.INOTIFY, 0, event, thread, out);
            case EPOLL -> descriptors.make(FdInfo.Kind.EVENTPOLL, 0, event, thread, out);
            case USERFAULTFD -> descriptors.make(FdInfo.Kind.USERFAULTFD, 0, event, thread, out);
            case MEMFD -> descriptors.memfd(event, thread, out);
            case IO_URING -> descriptors.makeClosing(FdInfo.Kind.IO_URING, event, thread, out);
            case PIDFD -> descriptors.makeClosing(FdInfo.Kind.PIDFD, event, thread, out);
            case OTHER_FD -> descriptors.other(event, thread, out);
            case MMAP -> DescriptorChanges.mmap(event, thread, out);
            case SOCKET -> changeSocket(SocketChanges::socket, event, thread, out);
            case SOCKETPAIR -> changeSocket(SocketChanges::socketpair, event, thread, out);
            case BIND -> changeSocket(SocketChanges::bind, event, thread, out);
            case CONNECT -> changeSocket(SocketChanges::connect, event, thread, out);
            case ACCEPT -> changeSocket(SocketChanges::accept, event, thread, out);
            case LISTEN -> changeSocket(SocketChanges::listen, event, thread, out);
            case CHDIR -> changeIdentity(IdentityChanges::chdir, event, thread);
            case FCHDIR -> {
                DescriptorChanges.use(event, thread, out);
                changeIdentity(IdentityChanges::fchdir, event, thread);
            }
            case CHROOT -> changeIdentity(IdentityChanges::chroot, event, thread);
            case SETUID -> changeIdentity(IdentityChanges::setuid, event, thread);
            case SETGID -> changeIdentity(IdentityChanges::setgid, event, thread);
            case SETREUID -> changeIdentity(IdentityChanges::setreuid, event, thread);
            case SETREGID -> changeIdentity(IdentityChanges::setregid, event, thread);
            case SETRESUID -> changeIdentity(IdentityChanges::setresuid, event, thread);
            case SETRESGID -> changeIdentity(IdentityChanges::setresgid, event, thread);
            case SETSID -> changeIdentity(IdentityChanges::setsid, event, thread);
            case SETPGID -> changeIdentity(IdentityChanges::setpgid, event, thread);
            case PRLIMIT -> changeIdentity(IdentityChanges::prlimit, event, thread);
            case PRCTL -> changeIdentity(IdentityChanges::prctl, event, thread);
            case UNSHARE -> changeIdentity(IdentityChanges::unshare, event, thread);
            case SETNS -> {
                DescriptorChanges.use(event, thread, out);
                changeIdentity(IdentityChanges::setns, event, thread);
            }
        }
    }

    private void execute(Event event, @Nullable ThreadInfo thread, EventContext out) {
        if (thread != null && !event.failed() && event.message().kind() != MessageKind.CONTAINER_START) {
            out.thread = execution.execute(event, thread);
        }
    }

    // The clone in the child is reported by CloneInfo, and was applied with the message.
    private void returnFromClone(Event event, @Nullable ThreadInfo thread) {
        if (thread != null && thread.pendingChild != 0 && event.message() instanceof Call && !event.failed()) {
            processes.returnedFromClone(thread, event.result());
        }
    }

    private void changeSocket(SocketChanges.Change change, Event event, @Nullable ThreadInfo thread, EventContext out) {
        change.apply(sockets, event, thread, out);
        if (out.fd != null) {
            budget.charge(out.fd);
        }
    }

    private void changeIdentity(IdentityChanges.Change change, Event event, @Nullable ThreadInfo thread) {
        if (thread == null || event.failed()) {
            return;
        }
        change.apply(identities, event, thread);
        budget.charge(thread.directories.cwd());
        budget.charge(thread.directories.root());
        budget.charge(MemoryBudget.NAMESPACE);
    }

    private void leave(@Nullable ThreadInfo thread, EventContext out) {
        ThreadInfo who = leaving != null ? leaving : thread;
        if (who != null) {
            out.thread = who;
            tasks.endAfterEvent(who);
        }
    }

    /** Messages were lost just before the next one: the state may be stale. */
    public void lost(long count) {
        begin();
        if (count > 0) {
            state.lost += count;
            state.losses.lost(count, state.processCount());
            ids.missed();
        }
    }

    /**
     * Applies the output of {@code runsc trace procfs}: unknown processes, and facts about known ones that the stream
     * has not reported. Unreadable parts are ignored.
     */
    public void procfs(byte[] dump) {
        begin();
        new Snapshot(state, budget, containers, lineage, processes, paths).merge(dump, sandboxId);
    }

    /**
     * Applies facts recorded on the trusted side.
     *
     * @param kind what they are about: {@code container}, or {@code runsc} for the process that connected
     * @param json an object, see {@link ContainerInfo#facts}; ignored if it is not JSON
     */
    public void facts(Text kind, byte[] json) {
        begin();
        Json facts = Json.read(json, 0, json.length);
        if (kind.equals(RUNSC)) {
            sandboxId = facts.get("sandbox").text();
            return;
        }
        String id = RecordedFacts.id(facts);
        if (!id.isEmpty()) {
            RecordedFacts.add(facts, containers.container(id, 0));
            budget.charge(json.length * FACTS_GROWTH);
        }
    }

    /**
     * Removes what the last event ended, so that the state can be read as of this moment. Messages that the decoder
     * still holds are not included: an attempt to execute is applied once it is proven or its time is over.
     */
    public void settle() {
        begin();
    }

    /**
     * The connection ended. Returns the threads that never sent an expected message, and those that stopped sending
     * before their container ended.
     */
    public List<SilentThread> end() {
        begin();
        return state.silentThreads();
    }

    /**
     * The event that reports a silent thread, at the time of its clone. The result is valid until the next call, like
     * that of {@link #apply}.
     */
    public EventContext report(SilentThread silent) {
        begin();
        EventWriter writer = new EventWriter();
        // It has no message, because it reports that there was none.
        Event event = writer.begin(EventTypes.SILENT, writer.event().message())
                .at(silent.timeNs(), silent.tid())
                .event();
        ThreadInfo thread = silent.thread();
        ProcessInfo parent = thread.firstParent;
        if (parent != null && thread.process.parent() == null) {
            // The parent may be gone now, but existed at the time of the event.
            orphan = thread.process;
            orphan.setParent(parent, parent.pid());
        }
        applied.begin(event, thread);
        return applied;
    }

    private void begin() {
        tasks.flush();
        if (orphan != null) {
            orphan.setParent(null, 0);
            orphan = null;
        }
        if (budget.isDue()) {
            budget.take();
            while (budget.isStillTooMuch() && state.eldest() != null) {
                forgetProcesses();
                budget.take();
            }
        }
    }

    private void forgetProcesses() {
        for (int i = state.processCount() / 2; i >= 0; i--) {
            tasks.forgetEldest();
        }
        if (state.eldest() == null) {
            state.forgetRest();
        }
    }

    /** An upper bound of the state's size in bytes. */
    public long heldBytes() {
        return budget.charged();
    }

    /** Removes parts of the state until it takes at most this many bytes, in the same way as at its own limit. */
    public void keepWithin(long bytes) {
        begin();
        budget.take(bytes);
        while (budget.charged() > bytes && state.eldest() != null) {
            forgetProcesses();
            budget.take(bytes);
        }
    }
}
