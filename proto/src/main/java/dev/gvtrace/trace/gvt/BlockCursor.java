// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one {@code .gvt} file. */
final class BlockCursor implements RecordCursor {
    private final String file;
    private final BlockSupply supply;
    private final @Nullable ReadAhead ahead;
    private final DamageLog damage = new DamageLog();
    private final RecordReader records = new RecordReader();
    private final PieceJoiner pieces = new PieceJoiner();
    private LoadedBlock loaded = BlockMemory.block();
    private boolean ended;
    private boolean closed;
    private boolean inBlock;
    private boolean held;
    private @Nullable Gap due;
    private long lastMessage;
    private long blockEnd;
    private int repeated;
    private int beyond;

    private RecordKind kind = RecordKind.NOTE;
    private long sequence;
    private long receivedNs;
    private @Nullable SplitMessage split;
    private byte[] buffer = {};
    private int offset;
    private int length;

    /**
     * Creates a cursor over the records of a file.
     *
     * @param lastMessage number of the last message read before; messages up to it are not returned again
     */
    BlockCursor(TraceBytes file, FileHeader header, @Nullable Footer footer, Selection selection, long lastMessage) {
        this.file = file.name();
        this.lastMessage = lastMessage;
        sequence = header.sequenceBefore();
        supply = new BlockSupply(file, header, footer, selection);
        ahead = selection.readAhead() > 0 ? new ReadAhead(supply, selection.readAhead()) : null;
    }

    @Override
    public boolean next() {
        while (true) {
            if (due != null) {
                setGap(due);
                due = null;
                return true;
            }
            if (inBlock) {
                if (!held && !records.next()) {
                    endBlock();
                } else if (take()) {
                    return true;
                }
            } else if (ended) {
                return false;
            } else {
                startBlock();
            }
        }
    }

    /** Takes the reader's current record; false when it is not returned, or not yet complete. */
    private boolean take() {
        held = pieces.isOpen() && !records.isContinuation();
        if (held) {
            pieces.close();
            losePieces(0);
            return false;
        }
        SplitMessage parts = records.split();
        if (parts != null) {
            if (!isNew(records.sequence())) {
                return false;
            }
            setSplit(parts);
            return true;
        }
        if (records.kind() > RecordKind.CLOSING.code()) {
            return false;
        }
        boolean message = records.kind() == RecordKind.MESSAGE.code();
        if (!records.hasMore() && !records.isContinuation()) {
            if (message && !isNew(records.sequence())) {
                return false;
            }
            set(loaded.raw(), records.offset(), records.length());
            return true;
        }
        if (pieces.add(records, loaded.raw())) {
            if (pieces.isOpen() || (message && !isNew(records.sequence()))) {
                return false;
            }
            set(pieces.bytes(), 0, pieces.size());
            return true;
        }
        if (!records.hasMore()) {
            losePieces(message ? 1 : 0);
        }
        return false;
    }

    /** Numbers only grow, and stay within the range in the block's header; writers and replay rely on this. */
    private boolean isNew(long number) {
        if (number > blockEnd) {
            beyond++;
            return false;
        }
        if (number <= lastMessage) {
            repeated++;
            return false;
        }
        lastMessage = number;
        return true;
    }

    private void losePieces(long lost) {
        IndexedBlock block = loaded.block();
        damage.add(new Damage(file, block == null ? 0 : block.offset(), 0, "record with missing pieces", true));
        due = new Gap(receivedNs, records.receivedNs(), lost, "damage: record with missing pieces");
    }

    /** The packet is assembled on demand. */
    private void setSplit(SplitMessage parts) {
        split = parts;
        kind = RecordKind.MESSAGE;
        sequence = records.sequence();
        receivedNs = records.receivedNs();
        offset = 0;
    }

    private void set(byte[] bytes, int from, int size) {
        split = null;
        kind = RecordKind.of(records.kind());
        sequence = records.sequence();
        receivedNs = records.receivedNs();
        buffer = bytes;
        offset = from;
        length = size;
    }

    private void setGap(Gap gap) {
        split = null;
        kind = RecordKind.GAP;
        buffer = gap.encode();
        offset = 0;
        length = buffer.length;
        receivedNs = gap.toNs();
    }

    private void endBlock() {
        inBlock = false;
        IndexedBlock block = loaded.block();
        if (block == null) {
            return;
        }
        BlockHeader header = block.header();
        if (repeated > 0) {
            add(
                    block,
                    "block " + header.number() + " with " + repeated + " messages whose numbers other blocks have;"
                            + " these are left out");
        }
        if (beyond > 0) {
            add(
                    block,
                    "block " + header.number() + " with " + beyond + " messages beyond number " + blockEnd
                            + ", where its header ends; these are left out");
        }
        String failure = records.failure();
        long lost = Math.max(0, blockEnd - records.sequence());
        if (failure == null && lost > 0) {
            failure = "block with fewer messages than in its header";
        }
        if (failure != null) {
            add(block, failure);
            due = new Gap(receivedNs, header.lastReceived(), lost, "damage: " + failure);
        }
    }

    private void add(IndexedBlock block, String what) {
        damage.add(new Damage(file, block.offset(), block.header().size(), what, true));
    }

    private void startBlock() {
        try {
            if (ahead != null) {
                LoadedBlock done = loaded;
                // if no block follows, this one has been given back and may not be given back again
                loaded = new LoadedBlock();
                loaded = ahead.next(done);
            } else {
                supply.next(loaded);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        damage.addAll(loaded.damage());
        due = loaded.gap();
        IndexedBlock block = loaded.block();
        if (block == null) {
            ended = true;
            if (pieces.isOpen() && due == null) {
                losePieces(0);
            }
            return;
        }
        records.start(loaded, block.header());
        blockEnd = block.header().sequenceAfter();
        repeated = 0;
        beyond = 0;
        inBlock = true;
        if (due != null) {
            sequence = block.header().sequenceBefore();
        }
    }

    /** Number of the last message read, in this file or before. */
    long lastMessage() {
        return lastMessage;
    }

    @Override
    public RecordKind kind() {
        return kind;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long receivedNs() {
        return receivedNs;
    }

    @Override
    public byte[] buffer() {
        return split == null ? buffer : split.join();
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return split == null ? length : split.joinedLength();
    }

    @Override
    public @Nullable SplitMessage split() {
        return split;
    }

    @Override
    public List<Damage> damage() {
        return damage.toList();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ended = true;
        inBlock = false;
        due = null;
        if (ahead != null) {
            ahead.close();
        } else {
            supply.close();
        }
        BlockMemory.giveBack(loaded);
        loaded = new LoadedBlock();
    }

    /** Assembles the pieces of a large record. */
    private static final class PieceJoiner {
        private byte[] bytes = {};
        private int size;
        private int kind;
        private boolean open;

        /**
         * Adds a piece; false when it does not continue the previous one. {@link #isOpen} is true while more pieces are
         * needed.
         */
        boolean add(RecordReader piece, byte[] raw) {
            if (piece.isContinuation() ? !open || piece.kind() != kind : open) {
                open = false;
                return false;
            }
            if (!piece.isContinuation()) {
                size = 0;
                kind = piece.kind();
            }
            if (piece.length() > TraceFormat.MAX_RECORD - size) {
                open = false;
                return false;
            }
            if (bytes.length < size + piece.length()) {
                bytes = Arrays.copyOf(bytes, size + piece.length());
            }
            System.arraycopy(raw, piece.offset(), bytes, size, piece.length());
            size += piece.length();
            open = piece.hasMore();
            return true;
        }

        boolean isOpen() {
            return open;
        }

        void close() {
            open = false;
        }

        byte[] bytes() {
            return bytes;
        }

        int size() {
            return size;
        }
    }
}
