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
 * Which file a call releases. It gives up the number between its enter and its exit, and meanwhile another thread that
 * shares the table may be given the number anew; its message may come first. Two things show that: a number was
 * handed out while it seemed taken, so a release must have been under way; or the enter was seen, and the number's file
 * came about after it. Between enter and exit a thread sends nothing, so only one that has sent nothing since can be
 * the one that released (design 6).
 */
final class Releases {
    /** The file that the number stands for now stays; what was released is not known. */
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
     * @param fd what it stood for; null if that is not known
     * @param overwritten true if another was put in its place, which proves no release: one of a known enter alone
     *     counts
     * @param at when another file got the number, in messages
     * @param epoch losses up to then
     */
    record Release(int number, @Nullable FdInfo fd, boolean overwritten, long at, int epoch) {}

    /** Takes note of the enter of a call that may release a number. */
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
     * Takes out of a copy that the caller's clone made what other threads are releasing at the moment: whether the
     * child has it is not known.
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

    /** Another file takes the number's place, whatever it stands for. */
    void overwritten(FdTable table, int number) {
        if (entersAreSent && table.sharers() > 1 && isTaken(table, number)) {
            table.note(new Release(number, table.get(number), true, state.clock, state.epoch));
        }
    }

    /** What the thread's close releases, if it is not what the number stands for now; null if it is. */
    @Nullable
    Release ofClose(ThreadInfo thread, int number) {
        Release release = of(thread, number);
        // It was taken at the enter, and its number was not taken from it unseen: another call has closed it.
        return release == UNKNOWN && thread.enteredTaken ? null : release;
    }

    /**
     * What another call of the thread releases under that number, if it is not what it stands for now; null if it is.
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
