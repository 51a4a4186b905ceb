// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.DupCall;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that a call releases. The number is free between the call's enter and its exit, and another thread
 * that shares the table may get it in the meantime and send its message first. There are two indications: a number was
 * assigned while it seemed in use, so that a release must have been in progress; or the enter was seen, and the
 * number's file appeared after it. A thread sends nothing between enter and exit, so only a thread that has sent
 * nothing since can have released the number (design 6).
 */
final class Releases {
    /** The number's current file stays open; the released file is unknown. */
    private static final Release UNKNOWN = new Release(0, null, false, 0, 0);

    private static final EventType CLOSE_RANGE = EventTypes.ofCall("close_range");

    private final SandboxState state;
    private boolean entersAreSent;

    Releases(SandboxState state) {
        this.state = state;
    }

    /**
     * A number whose release is still to be reported.
     *
     * @param fd the released descriptor; null if unknown
     * @param overwritten true if it was replaced by another, which does not prove a release: only one with a known
     *     enter counts
     * @param at when another file got the number, counted in messages
     * @param epoch number of losses up to then
     */
    record Release(int number, @Nullable FdInfo fd, boolean overwritten, long at, int epoch) {}

    /** Records the enter of a call that may release a number. */
    void enter(ThreadInfo thread, MessageKind kind, Call call) {
        if (kind == MessageKind.RAW && !call.systemCall().event().equals(CLOSE_RANGE)) {
            return;
        }
        int number = kind == MessageKind.CLOSE ? call.fd() : kind == MessageKind.DUP ? ((DupCall) call).newFd() : -1;
        entersAreSent = true;
        thread.enteredAt = thread.lastMessageAt;
        thread.enteredNumber = number;
        thread.enteredTaken = number >= 0 && isTaken(thread.descriptors, number);
    }

    /**
     * Removes from a table copied by a clone the descriptors that other threads are releasing at that moment: it is
     * unknown whether the child has them.
     */
    static void takeOut(ThreadInfo caller, FdTable copy) {
        List<ThreadInfo> members = caller.process.members;
        for (int i = 0; i < members.size(); i++) {
            ThreadInfo other = members.get(i);
            boolean under = other.enteredAt != 0 && other.enteredAt == other.lastMessageAt && other.enteredNumber >= 0;
            if (under && other != caller && other.descriptors == caller.descriptors) {
                copy.remove(other.enteredNumber);
            }
        }
    }

    private static boolean isTaken(FdTable table, int number) {
        return table.get(number) != null || table.isUnknown(number);
    }

    /** The number is given to a new file. */
    void handedOut(FdTable table, int number) {
        if (table.sharers() > 1 && isTaken(table, number)) {
            table.note(new Release(number, table.get(number), false, state.clock, state.epoch));
        }
    }

    /** The number's file is replaced by another. */
    void overwritten(FdTable table, int number) {
        if (entersAreSent && table.sharers() > 1 && isTaken(table, number)) {
            table.note(new Release(number, table.get(number), true, state.clock, state.epoch));
        }
    }

    /** The file that the thread's close releases, if it is not the number's current one; otherwise null. */
    @Nullable
    Release ofClose(ThreadInfo thread, int number) {
        Release release = of(thread, number);
        // The number was in use at the enter and not reassigned unseen: another call has closed it.
        return release == UNKNOWN && thread.enteredTaken ? null : release;
    }

    /**
     * The file that another call of the thread releases, if it is not the number's current one; otherwise null.
     */
    @Nullable
    Release of(ThreadInfo thread, int number) {
        FdTable table = thread.descriptors;
        if (table.sharers() == 1) {
            return null;
        }
        boolean entered = thread.enteredAt != 0 && thread.enteredAt == thread.messageBeforeAt;
        Release release = table.takeRelease(number, thread.messageBeforeAt, entered, state.epoch);
        if (release != null || !entered) {
            return release;
        }
        FdInfo now = table.get(number);
        return now != null && now.madeAt > thread.enteredAt ? UNKNOWN : null;
    }
}
