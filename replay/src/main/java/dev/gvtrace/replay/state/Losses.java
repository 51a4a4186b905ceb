// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/**
 * Whether a sandbox's state may be stale because messages were lost. It is certain again when each process that was
 * alive at the loss, descends from one, or appeared later without a reported start, has ended or was confirmed since:
 * by a proven execve, by a snapshot with the known arguments, or by a message of its main thread with the known name. A
 * name that changed unseen does not confirm a process, because a program was missed. Only counters are kept, so nothing
 * is searched.
 */
final class Losses {
    private final SandboxState state;
    private int stale;
    private long count;
    private long timeNs;
    private boolean timeIsDue;
    private @Nullable ProcessInfo reported;

    Losses(SandboxState state) {
        this.state = state;
    }

    /** Messages were lost, with this number of processes alive. */
    void lost(long messages, int processes) {
        count = stale == 0 ? messages : count + messages;
        state.epoch++;
        stale = processes;
        reported = null;
        timeIsDue = true;
    }

    /** An event's time: the first one after a loss is taken as the time of the loss. */
    void event(long ns) {
        if (timeIsDue) {
            timeIsDue = false;
            timeNs = ns;
        }
    }

    /** A process appeared whose start was reported. */
    void appeared(ProcessInfo process) {
        process.epoch = state.epoch;
    }

    /** A process appeared whose start was not reported. */
    void appearedLate(ProcessInfo process) {
        if (state.epoch > 0) {
            process.epoch = state.epoch - 1;
            process.misnamed = true;
            stale++;
        }
    }

    /** A process that is already certain was forked by another. */
    void inherits(ProcessInfo child, ProcessInfo parent) {
        if (parent.epoch != state.epoch && child.epoch == state.epoch) {
            child.epoch = parent.epoch;
            child.misnamed = parent.misnamed;
            stale++;
        }
    }

    void confirmed(ProcessInfo process) {
        if (process.epoch != state.epoch) {
            process.epoch = state.epoch;
            stale--;
        }
        process.misnamed = false;
    }

    /**
     * A stale process reported its name. That confirms it from the next message on, because this message's event is not
     * applied yet.
     */
    void named(ProcessInfo process, boolean asKnown) {
        if (!asKnown) {
            process.misnamed = true;
        } else if (!process.misnamed) {
            reported = process;
        }
    }

    /** Before the next message. */
    void settle() {
        ProcessInfo process = reported;
        if (process != null) {
            reported = null;
            confirmed(process);
        }
    }

    void removed(ProcessInfo process) {
        if (process.epoch != state.epoch) {
            stale--;
        }
        if (reported == process) {
            reported = null;
        }
    }

    /** The number of messages lost since the state was last certain; 0 if it is. */
    long count() {
        return stale == 0 ? 0 : count;
    }

    /** When the last loss was noticed, ns since the epoch; 0 if no event came since. */
    long timeNs() {
        return timeIsDue ? 0 : timeNs;
    }
}
