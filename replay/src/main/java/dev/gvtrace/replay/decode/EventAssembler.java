// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.EventWriter;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.ContainerStart;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.MessageViews;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SystemCall;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event from one message or from several that belong together. Holds messages until the thread's next one
 * completes them; see gvisor-semantics 5.4 and 5.13, design 12.
 */
final class EventAssembler {
    private final EventListener listener;
    private final SessionKnowledge session;
    private final ThreadTable threads = new ThreadTable();
    private final EventWriter writer = new EventWriter();
    private final MessageViews rawViews;
    private final MessageViews attemptViews;
    private final MessageViews proofViews;
    private final MessageViews enterViews;

    // The current message.
    private long receivedNs;

    /** The enter of the current message, which is its exit. */
    private @Nullable Call matchedEnter;

    private long losses;
    private long dropped;

    EventAssembler(DecodeOptions options, TextPool pool, EventListener listener) {
        this.listener = listener;
        session = new SessionKnowledge(options);
        rawViews = new MessageViews(pool);
        attemptViews = new MessageViews(pool);
        proofViews = new MessageViews(pool);
        enterViews = new MessageViews(pool);
        rawArchitecture(options.architecture());
    }

    void rawArchitecture(Architecture architecture) {
        rawViews.rawArchitecture(architecture);
        attemptViews.rawArchitecture(architecture);
        proofViews.rawArchitecture(architecture);
        enterViews.rawArchitecture(architecture);
    }

    /** An upper bound of the bytes held. */
    long heldBytes() {
        return threads.heldBytes();
    }

    /** Messages were lost just before the next one. */
    void lost(long count) {
        losses++;
        dropped += count;
    }

    /** Processes a message. */
    void take(Message message, long received) {
        receivedNs = received;
        session.age().sent(message.type());
        matchedEnter = null;
        int threadId = message.context().threadId();
        ThreadSlot slot = threads.isEmpty() ? null : pending(message, threadId);
        if (slot != null) {
            settle(slot, message);
        }
        listener.message(message);
        own(message, slot);
        if (slot != null) {
            threads.tidy(slot);
        }
    }

    /** The messages held for the message's thread, or for the thread that became it by an execve. */
    private @Nullable ThreadSlot pending(Message message, int threadId) {
        if (threadId == 0) {
            return null;
        }
        ThreadSlot slot = threads.find(threadId);
        boolean mayBeSurvivor = message.kind() == MessageKind.TASK_EXIT || message.kind() == MessageKind.EXECVE;
        if (slot != null || !mayBeSurvivor || threadId != message.context().threadGroupId()) {
            return slot;
        }
        ThreadSlot other = threads.pendingInGroup(threadId);
        return other != null && survives(other, message) ? other : null;
    }

    /**
     * True if the message, of a group's leader, shows that another thread's execve succeeded and made it the leader:
     * the exit that follows its sentry/execve, or the former leader's end.
     */
    private boolean survives(ThreadSlot slot, Message message) {
        if (slot.attempt != null) {
            return message.kind() == MessageKind.TASK_EXIT && !session.hasSentryExecve();
        }
        return message.kind() == MessageKind.EXECVE && ((Call) message).isExit();
    }

    /** The connection ended: no more messages follow. */
    void end() {
        letGo();
    }

    /** Makes events of all held messages although more messages may follow. */
    void makeRoom() {
        // A missing message may still arrive: nothing may be concluded from its absence.
        losses++;
        letGo();
        threads.shrink();
    }

    /** Makes events of all held messages, in the order of arrival. */
    private void letGo() {
        var all = threads.all();
        all.sort((a, b) -> Long.compare(arrival(a), arrival(b)));
        for (ThreadSlot slot : all) {
            settle(slot, null);
            threads.tidy(slot);
        }
    }

    private static long arrival(ThreadSlot slot) {
        long first = Long.MAX_VALUE;
        first = slot.attempt == null ? first : Math.min(first, slot.attempt.order);
        first = slot.proof == null ? first : Math.min(first, slot.proof.order);
        return slot.raw == null ? first : Math.min(first, slot.raw.order);
    }

    // ---- messages held until the thread's next one

    /**
     * Makes events of the messages that the thread's next one (null: there is none) completes, and keeps those that it
     * belongs to.
     */
    private void settle(ThreadSlot slot, @Nullable Message next) {
        if (slot.raw != null) {
            settleRaw(slot, slot.raw, next);
        }
        if (slot.attempt != null && !(next instanceof ExecveInfo) && !comesWithArguments(slot.attempt, next)) {
            settleAttempt(slot, slot.attempt, next);
        }
        if (slot.proof != null && !awaitsExit(slot.proof, next)) {
            emitProof(slot, slot.proof);
        }
        if (slot.enter != null && !isExitOf(slot.enter, next)) {
            discard(slot.enter);
            slot.enter = null;
        }
    }

    /**
     * True if the next message is the raw twin of another attempt, whose arguments follow; without sentry/execve they
     * decide about this one.
     */
    private boolean comesWithArguments(HeldMessage attempt, @Nullable Message next) {
        return !session.hasSentryExecve()
                && attempt.type == MessageKind.EXECVE.type()
                && next instanceof RawCall raw
                && raw.systemCall().kind() == MessageKind.EXECVE;
    }

    private void settleRaw(ThreadSlot slot, HeldMessage raw, @Nullable Message next) {
        RawCall call = (RawCall) view(rawViews, raw);
        SystemCall systemCall = call.systemCall();
        if (next instanceof Call twin
                && twin.kind() == systemCall.kind()
                && twin.isExit()
                && twin.sysno() == systemCall.number()) {
            session.twinSeen();
            discard(raw);
            slot.raw = null;
            return;
        }
        boolean execve = systemCall.kind() == MessageKind.EXECVE;
        boolean proven = execve && (next instanceof ExecveInfo || isProof(slot, MessageKind.EXECVE_INFO));
        boolean concealed = !proven && raw.losses == losses && session.conceals(systemCall);
        if (slot.attempt != null && execve) {
            settleAttempt(slot, slot.attempt, call);
        }
        slot.raw = null;
        if (!concealed && awaitsProof(slot, call)) {
            slot.attempt = raw;
            return;
        }
        beginRaw(slot, call, raw.receivedNs);
        if (concealed) {
            writer.concealed();
        }
        emitWithProof(slot, raw.dropped);
        threads.release(raw);
    }

    private static boolean isProof(@Nullable ThreadSlot slot, MessageKind kind) {
        return slot != null && slot.proof != null && slot.proof.type == kind.type();
    }

    /** True if the exit of a call is an execve without its outcome, and no earlier message has shown that. */
    private boolean awaitsProof(@Nullable ThreadSlot slot, Call exit) {
        return exit.systemCall().kind() == MessageKind.EXECVE
                && exit.succeeded()
                && !session.exitIsTruth()
                && !isProof(slot, MessageKind.EXECVE_INFO);
    }

    private void beginRaw(@Nullable ThreadSlot slot, RawCall call, long received) {
        begin(call.systemCall().event(), call, received).result(call.result());
        if (call.systemCall().kind() == MessageKind.EXECVE) {
            writer.execProof(proofOfExit(slot, call));
        }
    }

    /** How certain an execve is whose exit was not held. */
    private ExecProof proofOfExit(@Nullable ThreadSlot slot, Call call) {
        if (!call.succeeded()) {
            return ExecProof.FAILED;
        }
        if (isProof(slot, MessageKind.EXECVE_INFO)) {
            session.proofCameFirst();
            return ExecProof.SENTRY;
        }
        return session.exitIsTruth() || !session.hasSentryExecve() ? ExecProof.EXIT : ExecProof.NONE;
    }

    /** Decides about an execve whose exit had no error and was not followed by sentry/execve. */
    private void settleAttempt(ThreadSlot slot, HeldMessage attempt, @Nullable Message next) {
        Call call = (Call) view(attemptViews, attempt);
        slot.attempt = null;
        ExecProof proof = ExecProof.EXIT;
        boolean refuted;
        if (session.hasSentryExecve()) {
            proof = ExecProof.NONE;
            refuted = next != null
                    && attempt.losses == losses
                    && ((call instanceof ExecveCall && session.environmentInExit())
                            || ExecveEvidence.refutes(call, next));
        } else {
            refuted = next != null && ExecveEvidence.sameArguments(call, next);
        }
        begin(call.systemCall().event(), call, attempt.receivedNs);
        if (refuted) {
            // the exit does not report the error, nor does any other message
            writer.execProof(ExecProof.FAILED);
        } else {
            writer.result(call.result()).execProof(proof);
        }
        emit(attempt.dropped);
        threads.release(attempt);
    }

    private static boolean awaitsExit(HeldMessage proof, @Nullable Message next) {
        if (!(next instanceof Call call) || !call.isExit()) {
            return false;
        }
        EventType type = call.systemCall().event();
        return proof.type == MessageKind.MMAP_INFO.type()
                ? type.equals(EventTypes.MMAP)
                : call.systemCall().kind() == MessageKind.EXECVE;
    }

    /** A sentry/mmap or sentry/execve whose call's exit did not follow: an event of its own. */
    private void emitProof(ThreadSlot slot, HeldMessage proof) {
        slot.proof = null;
        Message message = view(proofViews, proof);
        if (message instanceof ExecveInfo) {
            begin(EventTypes.EXECVE, message, proof.receivedNs).result(0).execProof(ExecProof.SENTRY);
        } else {
            begin(EventTypes.MMAP, message, proof.receivedNs);
        }
        writer.proof(message);
        emit(proof.dropped);
        threads.release(proof);
    }

    /** True if the message is the exit of the held enter, or the raw exit that precedes it. */
    private boolean isExitOf(HeldMessage enter, @Nullable Message next) {
        if (!(next instanceof Call exit) || !exit.isExit() || enter.losses != losses) {
            return false;
        }
        Call call = (Call) view(enterViews, enter);
        matchedEnter = call;
        return exit.systemCall().equals(call.systemCall())
                && (exit.kind() == MessageKind.RAW || exit.fd() == call.fd());
    }

    // ---- the message's own event

    private void own(Message message, @Nullable ThreadSlot slot) {
        switch (message.kind()) {
            case UNKNOWN, EXIT_NOTIFY_PARENT -> {}
            case CONTAINER_START -> containerStart((ContainerStart) message);
            case CLONE_INFO -> sentryClone((CloneInfo) message);
            case EXECVE_INFO -> sentryExecve((ExecveInfo) message, slot);
            case TASK_EXIT -> {
                session.age().sent(message.context());
                begin(EventTypes.PROCEXIT, message, receivedNs);
                emit(takeDropped());
            }
            case MMAP_INFO -> sentryMmap(message);
            case RAW -> raw((RawCall) message, slot);
            case OPEN, CONNECT -> enterOrExit((Call) message, slot, true);
            // the exit of a close contains everything except the path
            case CLOSE -> enterOrExit((Call) message, slot, ((Call) message).hasFdPath());
            case EXECVE -> {
                if (((Call) message).isExit()) {
                    execveExit((ExecveCall) message, slot);
                }
            }
            case READ,
                    WRITE,
                    SOCKET,
                    CHDIR,
                    SETID,
                    SETRESID,
                    PRLIMIT,
                    PIPE,
                    FCNTL,
                    DUP,
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
                    PTRACE -> enterOrExit((Call) message, slot, false);
        }
    }

    private void sentryClone(CloneInfo clone) {
        session.age().sent(clone.context());
        begin(EventTypes.CLONE, clone, receivedNs).result(0);
        writer.at(time(clone, receivedNs), clone.createdThreadId());
        emit(takeDropped());
    }

    private void sentryMmap(Message message) {
        ThreadSlot home = home(message);
        if (home != null) {
            home.proof = hold(message);
        } else {
            begin(EventTypes.MMAP, message, receivedNs).proof(message);
            emit(takeDropped());
        }
    }

    private void containerStart(ContainerStart start) {
        long count = takeDropped();
        int threadId = Math.max(1, start.context().threadId());
        begin(EventTypes.CLONE, start, receivedNs).result(0).at(time(start, receivedNs), threadId);
        emit(count);
        begin(EventTypes.EXECVE, start, receivedNs).result(0).at(time(start, receivedNs), threadId);
        writer.execProof(ExecProof.SENTRY);
        emit(0);
    }

    private void enterOrExit(Call call, @Nullable ThreadSlot slot, boolean keepsEnter) {
        if (call.isExit()) {
            exit(call, slot);
        } else if (keepsEnter) {
            ThreadSlot home = home(call);
            if (home != null) {
                home.enter = hold(call);
            }
        }
    }

    private void exit(Call call, @Nullable ThreadSlot slot) {
        begin(call.systemCall().event(), call, receivedNs).result(call.result());
        HeldMessage enter = slot == null ? null : slot.enter;
        if (slot == null || enter == null) {
            emitWithProof(slot, takeDropped());
            return;
        }
        writer.enter(matchedEnter == null ? view(enterViews, enter) : matchedEnter);
        emit(enter.dropped + takeDropped());
        slot.enter = null;
        threads.release(enter);
    }

    private void raw(RawCall call, @Nullable ThreadSlot slot) {
        if (!call.isExit()) {
            return;
        }
        boolean twin = session.mayHaveTwin(call.systemCall());
        ThreadSlot home = twin || awaitsProof(slot, call) ? home(call) : null;
        if (home == null) {
            beginRaw(slot, call, receivedNs);
            emitWithProof(slot, takeDropped());
        } else if (twin) {
            home.raw = hold(call);
        } else {
            holdAttempt(home, call);
        }
    }

    private void holdAttempt(ThreadSlot home, Call exit) {
        if (home.attempt != null) {
            settleAttempt(home, home.attempt, exit);
        }
        home.attempt = hold(exit);
        threads.countForeign(home.attempt);
    }

    private void execveExit(ExecveCall exit, @Nullable ThreadSlot slot) {
        session.execExitSeen(exit);
        ThreadSlot home = awaitsProof(slot, exit) ? home(exit) : null;
        if (home != null) {
            holdAttempt(home, exit);
            return;
        }
        begin(exit.systemCall().event(), exit, receivedNs).result(exit.result());
        writer.execProof(proofOfExit(slot, exit));
        emitWithProof(slot, takeDropped());
    }

    private void sentryExecve(ExecveInfo info, @Nullable ThreadSlot slot) {
        session.sentryExecveSeen(info);
        HeldMessage attempt = slot == null ? null : slot.attempt;
        if (slot != null && attempt != null) {
            session.exitCameFirst();
            Call call = (Call) view(attemptViews, attempt);
            begin(call.systemCall().event(), call, receivedNs)
                    .result(0)
                    .at(time(info, receivedNs), info.context().threadId());
            writer.proof(info).execProof(ExecProof.SENTRY);
            emit(attempt.dropped + takeDropped());
            slot.attempt = null;
            threads.release(attempt);
            return;
        }
        ThreadSlot home = session.exitMayFollowProof() ? home(info) : null;
        if (home != null) {
            HeldMessage held = hold(info);
            threads.countForeign(held);
            home.proof = held;
            return;
        }
        begin(EventTypes.EXECVE, info, receivedNs).result(0).proof(info).execProof(ExecProof.SENTRY);
        emit(takeDropped());
    }

    // ---- holding and emitting

    /** The slot for held messages of the message's thread; null if the thread is unknown. */
    private @Nullable ThreadSlot home(Message message) {
        int threadId = message.context().threadId();
        if (threadId == 0) {
            return null;
        }
        if (threads.isFull()) {
            makeRoom();
        }
        return threads.findOrAdd(threadId);
    }

    private HeldMessage hold(Message message) {
        HeldMessage held = threads.hold(message);
        held.receivedNs = receivedNs;
        held.losses = losses;
        held.dropped = takeDropped();
        return held;
    }

    private static Message view(MessageViews views, HeldMessage held) {
        return held.read(views);
    }

    /** Releases a message that does not become an event; losses before it are reported with the next event. */
    private void discard(HeldMessage held) {
        dropped += held.dropped;
        threads.release(held);
    }

    private long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    private static long time(Message message, long received) {
        long time = message.context().timeNs();
        return time != 0 ? time : received;
    }

    private EventWriter begin(EventType type, Message message, long received) {
        return writer.begin(type, message)
                .at(time(message, received), message.context().threadId());
    }

    /** Emits with the held proof: {@link #settle} has kept it only if it belongs to this exit. */
    private void emitWithProof(@Nullable ThreadSlot slot, long count) {
        HeldMessage proof = slot == null ? null : slot.proof;
        if (slot == null || proof == null) {
            emit(count);
            return;
        }
        writer.proof(view(proofViews, proof));
        emit(count + proof.dropped);
        slot.proof = null;
        threads.release(proof);
    }

    private void emit(long count) {
        writer.dropped(count);
        listener.event(writer.event());
    }
}
