// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.IdHash;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.frame.Restored;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads with held messages, by thread id: an open-addressing table that allocates nothing once it has grown.
 * Bounded: once {@link #isFull}, the decoder has to release everything before it may hold more.
 */
final class ThreadTable implements Restored {
    /** A sandbox has at most 65536 thread ids; no real workload has this many threads in calls at once. */
    static final int MAX_THREADS = 1 << 14;
    /**
     * The maximum number of bytes held at once: some dozens of the longest messages, or a short one for each thread.
     */
    static final long MAX_BYTES = 16L << 20;

    private static final int SPARE = 64;
    private static final long SLOT = 40;
    private static final long SPARE_BYTES = HeldMessage.KEPT_CAPACITY + HeldMessage.BESIDE;

    private static final int INITIAL_BITS = 6;

    private int bits = INITIAL_BITS;
    private @Nullable ThreadSlot[] slots = new ThreadSlot[1 << INITIAL_BITS];
    private int size;
    private long bytes;
    private long order;
    private final List<ThreadSlot> spareSlots = new ArrayList<>();
    private final List<HeldMessage> spareMessages = new ArrayList<>();
    private int foreign;

    boolean isFull() {
        return size >= MAX_THREADS || bytes >= MAX_BYTES;
    }

    /** Releases its memory if it is empty. */
    void shrink() {
        if (size == 0) {
            bits = INITIAL_BITS;
            slots = new ThreadSlot[1 << bits];
            spareMessages.clear();
            spareSlots.clear();
        }
    }

    /** An upper bound of its size in bytes. */
    long heldBytes() {
        return bytes
                + (long) slots.length * Integer.BYTES
                + (size + spareSlots.size()) * SLOT
                + spareMessages.size() * SPARE_BYTES;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    ThreadSlot find(int threadId) {
        int mask = slots.length - 1;
        for (int i = IdHash.slot(threadId, bits); ; i = i + 1 & mask) {
            ThreadSlot slot = slots[i];
            if (slot == null || slot.threadId == threadId) {
                return slot;
            }
        }
    }

    ThreadSlot findOrAdd(int threadId) {
        ThreadSlot found = find(threadId);
        if (found != null) {
            return found;
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        int last = spareSlots.size() - 1;
        ThreadSlot slot = last >= 0 ? spareSlots.remove(last) : new ThreadSlot();
        slot.threadId = threadId;
        insert(slot);
        size++;
        return slot;
    }

    private void insert(ThreadSlot slot) {
        int mask = slots.length - 1;
        int i = IdHash.slot(slot.threadId, bits);
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = slot;
    }

    private void grow() {
        distribute(bits + 1);
    }

    @Override
    public void restored() {
        distribute(bits);
    }

    private void distribute(int newBits) {
        @Nullable ThreadSlot[] old = slots;
        bits = newBits;
        slots = new ThreadSlot[1 << bits];
        for (ThreadSlot slot : old) {
            if (slot != null) {
                insert(slot);
            }
        }
    }

    /** Removes the thread if no message of it is held. */
    void tidy(ThreadSlot slot) {
        if (!slot.isEmpty() || find(slot.threadId) != slot) {
            return;
        }
        int mask = slots.length - 1;
        int hole = IdHash.slot(slot.threadId, bits);
        while (slots[hole] != slot) {
            hole = hole + 1 & mask;
        }
        // Close the gap, so that no search ends at it too early.
        for (int i = hole + 1 & mask; ; i = i + 1 & mask) {
            ThreadSlot next = slots[i];
            if (next == null) {
                break;
            }
            if ((i - IdHash.slot(next.threadId, bits) & mask) >= (i - hole & mask)) {
                slots[hole] = next;
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
        if (spareSlots.size() < SPARE) {
            spareSlots.add(slot);
        }
    }

    /** A held copy of the message. */
    HeldMessage hold(Message message) {
        int last = spareMessages.size() - 1;
        HeldMessage held = last >= 0 ? spareMessages.remove(last) : new HeldMessage();
        held.copy(message);
        held.order = order++;
        bytes += held.heldBytes();
        return held;
    }

    /** Counts a held message whose counterpart may have its thread group's id. */
    void countForeign(HeldMessage held) {
        if (isForeign(held)) {
            foreign++;
        }
    }

    private static boolean isForeign(HeldMessage held) {
        return held.groupId != 0 && held.threadId != held.groupId;
    }

    /** Takes a held message back for reuse; its bytes are no longer valid. */
    void release(@Nullable HeldMessage held) {
        if (held != null) {
            bytes -= held.heldBytes();
            held.shrink();
            if (spareMessages.size() < SPARE) {
                spareMessages.add(held);
            }
        }
    }

    /**
     * The last thread of the group, other than the leader, with a pending attempt to execute or its proof; null if
     * there is none. If the attempt succeeds, that thread becomes the leader and continues with the leader's id.
     */
    @Nullable
    ThreadSlot pendingInGroup(int groupId) {
        if (foreign == 0 || groupId == 0) {
            return null;
        }
        foreign = 0;
        ThreadSlot found = null;
        long latest = -1;
        for (ThreadSlot slot : slots) {
            HeldMessage pending = slot == null ? null : slot.attempt != null ? slot.attempt : slot.proof;
            if (pending != null && isForeign(pending)) {
                foreign++;
                if (pending.groupId == groupId && pending.order > latest) {
                    latest = pending.order;
                    found = slot;
                }
            }
        }
        return found;
    }

    /** All threads with held messages. */
    List<ThreadSlot> all() {
        List<ThreadSlot> all = new ArrayList<>(size);
        for (ThreadSlot slot : slots) {
            if (slot != null) {
                all.add(slot);
            }
        }
        return all;
    }
}
