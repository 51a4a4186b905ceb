// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open descriptors by number: one object for all threads that share the table (CLONE_FILES). Numbers are kept in chunks
 * of 16. A copy, as by fork, shares all chunks with its original; a chunk is copied before its first change. So a fork
 * costs a sixteenth of its descriptors in references, and an exec visits only chunks with descriptors to close.
 */
public final class FdTable {
    private static final int SHIFT = 4;
    private static final int CHUNK = 1 << SHIFT;
    private static final int REFERENCE = 4;
    private static final int[] NO_BASES = {};
    private static final Chunk[] NO_CHUNKS = {};

    // Chunk i has the numbers from bases[i] * 16 on; bases are sorted. In a table without large holes bases[i] == i.
    private int[] bases = NO_BASES;
    private Chunk[] chunks = NO_CHUNKS;
    private int used;
    private int size;
    // The number of marks of empty slots in all chunks.
    private int notes;
    // Chunks with this owner belong to this table only. A new object after each copy releases all of them at once.
    private Object owner = new Object();
    private int sharers;
    /**
     * The table that a thread got by its execve instead of this one. Until the Sentry has ended the process's other
     * threads, descriptors that they close are closed there too.
     */
    @Nullable
    FdTable heir;
    /** When a recvmsg last succeeded with the table, in messages, and on which descriptor; 0 if none has. */
    long receivedAt;

    int receivedFrom;
    // Releases that are still to be reported, oldest first; null while there are none.
    private @Nullable List<Releases.Release> releases;
    private final MemoryBudget budget;

    FdTable(MemoryBudget budget) {
        this.budget = budget;
        budget.charge(MemoryBudget.TABLE);
    }

    static final class Chunk {
        final Object owner;
        final @Nullable FdInfo[] slots;
        /** One bit per slot: closed by an execve. */
        int closeOnExec;
        /** One bit per empty slot: open, but the file is unknown. */
        int unknown;
        /** One bit per empty slot: a call has used it nevertheless. */
        int used;
        /** When it was last counted, see {@link MemoryBudget}. */
        int counted;

        Chunk(Object owner) {
            this.owner = owner;
            slots = new @Nullable FdInfo[CHUNK];
        }

        Chunk(Object owner, Chunk other) {
            this.owner = owner;
            slots = other.slots.clone();
            closeOnExec = other.closeOnExec;
            unknown = other.unknown;
            used = other.used;
        }

        /** Clears the marks of an empty slot. Returns their number. */
        int clear(int bit) {
            int notes = Integer.bitCount(unknown & bit) + Integer.bitCount(used & bit);
            unknown &= ~bit;
            used &= ~bit;
            return notes;
        }

        void setCloseOnExec(int bit, boolean on) {
            closeOnExec = on ? closeOnExec | bit : closeOnExec & ~bit;
        }
    }

    /** The open descriptor with this number, or null if none is known. */
    public @Nullable FdInfo get(int number) {
        int i = find(number >>> SHIFT);
        return i < 0 ? null : chunks[i].slots[number & CHUNK - 1];
    }

    /**
     * True if the number once referred to a known file and is now open for an unknown one. {@link #get} and {@link
     * #all} omit it.
     */
    boolean isUnknown(int number) {
        int i = find(number >>> SHIFT);
        return i >= 0 && (chunks[i].unknown & 1 << (number & CHUNK - 1)) != 0;
    }

    /** The number of known open descriptors. */
    public int size() {
        return size;
    }

    /** The number of threads that use the table. */
    public int sharers() {
        return sharers;
    }

    /** All descriptors, in the order of their numbers. A snapshot. */
    public List<FdInfo> all() {
        List<FdInfo> all = new ArrayList<>(size);
        for (int i = 0; i < used; i++) {
            for (FdInfo fd : chunks[i].slots) {
                if (fd != null) {
                    all.add(fd);
                }
            }
        }
        return Collections.unmodifiableList(all);
    }

    /** True if the table has the number, or room for it. */
    boolean accepts(int number) {
        return number >= 0 && (size + notes < Limits.DESCRIPTORS_PER_TABLE || get(number) != null);
    }

    void put(FdInfo fd) {
        int number = fd.number();
        int base = number >>> SHIFT;
        int i = find(base);
        Chunk chunk = i < 0 ? insert(-i - 1, base) : own(i);
        int slot = number & CHUNK - 1;
        if (chunk.slots[slot] == null) {
            size++;
        }
        chunk.slots[slot] = fd;
        int bit = 1 << slot;
        chunk.setCloseOnExec(bit, fd.closeOnExec());
        notes -= chunk.clear(bit);
    }

    /** Marks an unknown number as used by a call. Returns true the first time. */
    boolean use(int number) {
        int base = number >>> SHIFT;
        int i = find(base);
        int bit = 1 << (number & CHUNK - 1);
        if (!accepts(number) || i >= 0 && ((chunks[i].used | chunks[i].unknown) & bit) != 0) {
            return false;
        }
        Chunk chunk = i < 0 ? insert(-i - 1, base) : own(i);
        chunk.used |= bit;
        notes++;
        return true;
    }

    /** Marks the number as open for an unknown file, replacing its previous one. */
    void putUnknown(int number, boolean closeOnExec) {
        remove(number);
        int base = number >>> SHIFT;
        int i = find(base);
        Chunk chunk = i < 0 ? insert(-i - 1, base) : own(i);
        int bit = 1 << (number & CHUNK - 1);
        chunk.unknown |= bit;
        notes++;
        chunk.setCloseOnExec(bit, closeOnExec);
    }

    @Nullable
    FdInfo remove(int number) {
        int i = find(number >>> SHIFT);
        int slot = number & CHUNK - 1;
        int bit = 1 << slot;
        if (i < 0 || chunks[i].slots[slot] == null && ((chunks[i].unknown | chunks[i].used) & bit) == 0) {
            return null;
        }
        Chunk chunk = own(i);
        FdInfo removed = chunk.slots[slot];
        chunk.slots[slot] = null;
        chunk.closeOnExec &= ~bit;
        notes -= chunk.clear(bit);
        if (removed != null) {
            size--;
        }
        return removed;
    }

    /** Removes the marks of unknown open files in a range of numbers, now or at the next execve. */
    void removeUnknown(long first, long last, boolean onlyOnExec) {
        for (int i = 0; i < used; i++) {
            for (int bits = chunks[i].unknown; bits != 0; bits &= bits - 1) {
                int number = bases[i] * CHUNK + Integer.numberOfTrailingZeros(bits);
                if (number >= first && number <= last) {
                    if (onlyOnExec) {
                        putUnknown(number, true);
                    } else {
                        remove(number);
                    }
                }
            }
        }
    }

    /** Closes what an execve closes. */
    void removeCloseOnExec() {
        for (int i = 0; i < used; i++) {
            if (chunks[i].closeOnExec != 0) {
                Chunk chunk = own(i);
                for (int slots = chunk.closeOnExec & ~chunk.unknown; slots != 0; slots &= slots - 1) {
                    chunk.slots[Integer.numberOfTrailingZeros(slots)] = null;
                    size--;
                }
                notes -= Integer.bitCount(chunk.unknown & chunk.closeOnExec);
                chunk.unknown &= ~chunk.closeOnExec;
                chunk.closeOnExec = 0;
            }
        }
    }

    /** Removes all descriptors, for all threads that share the table. */
    void clear() {
        heir = null;
        bases = NO_BASES;
        chunks = NO_CHUNKS;
        used = 0;
        size = 0;
        notes = 0;
        releases = null;
    }

    /** Adds a release that is still to be reported. */
    void note(Releases.Release release) {
        List<Releases.Release> all = releases;
        if (all == null) {
            all = new ArrayList<>(2);
            releases = all;
            budget.charge(HeapBytes.list(Limits.RELEASES));
        } else if (all.size() == Limits.RELEASES) {
            all.remove(0);
        }
        all.add(release);
        budget.charge(MemoryBudget.RELEASE);
    }

    /**
     * Removes and returns the oldest release of the number that can belong to a call whose thread sent nothing since it
     * began; null if there is none.
     *
     * @param since when the thread last sent a message
     * @param entered true if that was the call's enter
     * @param epoch losses so far: releases before the last one are discarded
     */
    Releases.@Nullable Release takeRelease(int number, long since, boolean entered, int epoch) {
        List<Releases.Release> all = releases;
        if (all == null) {
            return null;
        }
        for (int i = 0; i < all.size(); i++) {
            Releases.Release release = all.get(i);
            if (release.epoch() != epoch) {
                all.remove(i--);
            } else if (release.number() == number && release.at() > since && (entered || !release.overwritten())) {
                all.remove(i);
                return release;
            }
        }
        return null;
    }

    /** A new table with the same descriptors, not in use yet. */
    FdTable copy() {
        FdTable copy = new FdTable(budget);
        budget.charge((long) used * (Integer.BYTES + REFERENCE));
        copy.bases = Arrays.copyOf(bases, used);
        copy.chunks = Arrays.copyOf(chunks, used);
        copy.used = used;
        copy.size = size;
        copy.notes = notes;
        owner = new Object();
        return copy;
    }

    FdTable share() {
        sharers++;
        return this;
    }

    void release() {
        sharers--;
    }

    /**
     * The size of the table and its descriptors, without objects that were already counted for another table.
     */
    long weigh(int number) {
        long bytes = MemoryBudget.TABLE + (long) chunks.length * (Integer.BYTES + REFERENCE);
        for (int i = 0; i < used; i++) {
            Chunk chunk = chunks[i];
            if (chunk.counted != number) {
                chunk.counted = number;
                bytes += MemoryBudget.CHUNK;
                for (FdInfo fd : chunk.slots) {
                    bytes += fd == null ? 0 : weigh(fd, number);
                }
            }
        }
        List<Releases.Release> all = releases;
        if (all != null) {
            bytes += HeapBytes.list(Limits.RELEASES);
            for (Releases.Release release : all) {
                FdInfo fd = release.fd();
                bytes += MemoryBudget.RELEASE + (fd == null ? 0 : weigh(fd, number));
            }
        }
        return bytes;
    }

    private static long weigh(FdInfo fd, int number) {
        if (fd.counted == number) {
            return 0;
        }
        fd.counted = number;
        return MemoryBudget.descriptor(fd);
    }

    private int find(int base) {
        return base < used && bases[base] == base ? base : Arrays.binarySearch(bases, 0, used, base);
    }

    private Chunk own(int i) {
        Chunk chunk = chunks[i];
        if (chunk.owner != owner) {
            chunk = new Chunk(owner, chunk);
            chunks[i] = chunk;
            budget.charge(MemoryBudget.CHUNK);
        }
        return chunk;
    }

    private Chunk insert(int at, int base) {
        if (used == chunks.length) {
            int room = Math.max(2, used * 2);
            bases = Arrays.copyOf(bases, room);
            chunks = Arrays.copyOf(chunks, room);
        }
        System.arraycopy(bases, at, bases, at + 1, used - at);
        System.arraycopy(chunks, at, chunks, at + 1, used - at);
        Chunk chunk = new Chunk(owner);
        budget.charge(MemoryBudget.CHUNK);
        bases[at] = base;
        chunks[at] = chunk;
        used++;
        return chunk;
    }
}
