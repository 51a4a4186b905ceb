// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one file in the order of recording, each once, regardless of their order in the file. As long as each
 * block is the next one, it is passed on at once. At the first that is not, the headers of all following blocks are
 * read, so that blocks which were swapped, moved or repeated are returned in order. Blocks that are more than {@link
 * #MOST} blocks away from their place are not moved. Not thread-safe.
 */
final class BlockOrder {
    /** Number of headers kept at a time: memory does not grow with the file. */
    static final int MOST = TraceFormat.MAX_INDEXED_BLOCKS;

    private static final Comparator<Place> BY_SEQUENCE =
            Comparator.comparing(Place::block, Identity.BY_SEQUENCE).thenComparingLong(Place::offset);

    private final String file;
    private final BlockWalk walk;
    private final Seen seen = new Seen();
    private List<Damage> damage = new ArrayList<>();
    private List<Damage> remarks = new ArrayList<>();
    private @Nullable List<@Nullable Place> places;
    private int nextPlace;
    private int regularBlocks;
    private long regularEnd;
    private int lastNumber;
    private long sequence;
    private long sequenceBefore;
    private @Nullable Place last;

    /** Which block it is, according to its header: its number, the sequence numbers around it and its content. */
    private record Identity(int number, long before, long after, int payloadCrc) {
        static final Comparator<Identity> BY_SEQUENCE = Comparator.comparingLong(Identity::before)
                .thenComparingLong(Identity::after)
                .thenComparingInt(Identity::number);

        static Identity of(BlockHeader header) {
            return new Identity(header.number(), header.sequenceBefore(), header.sequenceAfter(), header.payloadCrc());
        }
    }

    /**
     * Where a block stands.
     *
     * @param highest greatest number of a block before it in the file
     * @param damage ranges skipped before it
     */
    private record Place(Identity block, long offset, int highest, List<Damage> damage) {}

    BlockOrder(TraceBytes file, FileHeader header, @Nullable Footer footer) {
        this.file = file.name();
        walk = new BlockWalk(file, header, footer, true);
        lastNumber = -1;
        sequence = header.sequenceBefore();
    }

    /** The next block; null at the end. */
    @Nullable
    IndexedBlock next() throws IOException {
        if (places != null) {
            IndexedBlock placed = nextPlaced();
            if (placed != null || walk.isAtEnd()) {
                return placed;
            }
            places = null;
        }
        IndexedBlock block = walk.next();
        damage.addAll(walk.takeDamage());
        if (block == null) {
            return null;
        }
        BlockHeader header = block.header();
        if (header.number() == lastNumber + 1 && header.sequenceBefore() == sequence) {
            pass(block);
            return block;
        }
        if (walk.isIndexed()) {
            leaveIndex(block);
            return next();
        }
        List<Damage> before = damage;
        damage = new ArrayList<>();
        readHeaders(place(block, lastNumber, before));
        return next();
    }

    private void pass(IndexedBlock block) {
        BlockHeader header = block.header();
        seen.add(header.number(), header.payloadCrc());
        lastNumber = header.number();
        sequenceBefore = sequence;
        sequence = header.sequenceAfter();
        last = null;
    }

    /** Reads the remaining headers and sorts them. */
    private void readHeaders(@Nullable Place first) throws IOException {
        List<Place> found = new ArrayList<>();
        regularBlocks = lastNumber + 1;
        regularEnd = sequence;
        int highest = lastNumber;
        if (first != null) {
            found.add(first);
            highest = Math.max(highest, first.block.number);
        }
        IndexedBlock block = found.size() < MOST ? walk.next() : null;
        while (block != null) {
            found.add(place(block, highest, walk.takeDamage()));
            highest = Math.max(highest, block.header().number());
            block = found.size() < MOST ? walk.next() : null;
        }
        found.sort(BY_SEQUENCE);
        places = new ArrayList<>(found);
        nextPlace = 0;
    }

    private static Place place(IndexedBlock block, int highest, List<Damage> before) {
        return new Place(Identity.of(block.header()), block.offset(), highest, before);
    }

    private @Nullable IndexedBlock nextPlaced() throws IOException {
        List<@Nullable Place> ordered = places;
        while (ordered != null && nextPlace < ordered.size()) {
            Place place = ordered.get(nextPlace++);
            if (place == null) {
                continue;
            }
            damage.addAll(place.damage);
            if (isRepeated(place)) {
                remark(place, "block " + place.block.number + " is repeated here; left out");
                continue;
            }
            IndexedBlock block = walk.reread(place.offset);
            if (block == null) {
                damage.add(new Damage(
                        file,
                        place.offset,
                        TraceFormat.BLOCK_HEADER_BYTES,
                        "block that cannot be read a second time",
                        true));
                continue;
            }
            if (place.block.number < place.highest) {
                remark(
                        place,
                        "block " + place.block.number + " is after block " + place.highest
                                + " in the file; read in its place");
            }
            last = place;
            lastNumber = Math.max(lastNumber, place.block.number);
            sequence = Math.max(sequence, place.block.after);
            return block;
        }
        damage.addAll(walk.takeDamage());
        return null;
    }

    private boolean isRepeated(Place place) {
        Place before = last;
        return (before != null && before.block.equals(place.block))
                || (place.block.number < regularBlocks
                        && place.block.after <= regularEnd
                        && seen.had(place.block.number, place.block.payloadCrc));
    }

    private void remark(Place place, String what) {
        if (remarks.size() <= DamageLog.MOST) {
            remarks.add(new Damage(file, place.offset, TraceFormat.BLOCK_HEADER_BYTES, what, true));
        }
    }

    /**
     * Another block with the same header as an unreadable one; null when there is none. It is not returned again.
     */
    @Nullable
    IndexedBlock copyOf(IndexedBlock unreadable) throws IOException {
        if (walk.isIndexed()) {
            return null;
        }
        if (places == null) {
            readHeaders(null);
        }
        Place wanted = place(unreadable, lastNumber, List.of());
        List<@Nullable Place> ordered = places;
        for (int i = nextPlace; ordered != null && i < ordered.size(); i++) {
            Place other = ordered.get(i);
            if (other != null && other.block.before > wanted.block.before) {
                break;
            }
            if (other != null && other.block.equals(wanted.block)) {
                damage.addAll(other.damage);
                ordered.set(i, null);
                return walk.reread(other.offset);
            }
        }
        return null;
    }

    /**
     * Stops using the index from the last block on, because another block is at the offset in the index.
     */
    void leaveIndex(IndexedBlock block) {
        if (lastNumber == block.header().number()) {
            lastNumber--;
            sequence = sequenceBefore;
        }
        remarks.add(new Damage(
                file,
                block.offset(),
                TraceFormat.BLOCK_HEADER_BYTES,
                "block other than block " + block.header().number()
                        + ", which the index says is here; blocks are read without" + " the index",
                true));
        walk.leaveIndex(block.offset());
    }

    boolean isIndexed() {
        return walk.isIndexed();
    }

    /** The damage found since the last call. */
    List<Damage> takeDamage() {
        List<Damage> taken = damage;
        damage = new ArrayList<>();
        return taken;
    }

    /** Blocks that were out of place since the last call. No record is missing because of that. */
    List<Damage> takeRemarks() {
        List<Damage> taken = remarks;
        remarks = new ArrayList<>();
        return taken;
    }

    /** How the file ends; known after the last block. */
    Ending ending() {
        return walk.ending();
    }

    /** The payload checksums of the blocks already returned, by number. */
    private static final class Seen {
        private int[] checksums = new int[64];
        private int size;

        void add(int number, int checksum) {
            if (number < 0 || number > size || number >= MOST) {
                return;
            }
            if (number == checksums.length) {
                checksums = Arrays.copyOf(checksums, 2 * number);
            }
            checksums[number] = checksum;
            size = Math.max(size, number + 1);
        }

        /** Works for numbers that are too great to be kept, too. */
        boolean had(int number, int checksum) {
            return number >= size || (number >= 0 && checksums[number] == checksum);
        }
    }
}
