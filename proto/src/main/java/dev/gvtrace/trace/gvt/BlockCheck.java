// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares a block's header with the block's records, by counting them as a writer does. Not thread-safe. */
final class BlockCheck {
    private final RecordReader records = new RecordReader();
    private final MessageIndex index = new MessageIndex();
    private final @Nullable MessageIndexer indexer;
    private int firstKind;
    private @Nullable Closing last;

    BlockCheck(@Nullable MessageIndexer indexer) {
        this.indexer = indexer;
    }

    /** What is wrong with a decompressed block; null if it is consistent. */
    @Nullable
    String check(IndexedBlock block, LoadedBlock loaded) {
        BlockHeader header = block.header();
        BlockBuilder builder = new BlockBuilder(header.sequenceBefore());
        boolean indexed = indexer != null && header.types() != -1 && !header.has(TraceFormat.BLOCK_PIECE);
        records.start(loaded, header);
        while (records.next()) {
            count(builder, loaded.raw(), indexed);
        }
        if (records.failure() != null) {
            return records.failure();
        }
        byte[] containers = builder.containers().encode();
        BlockHeader counted = builder.header(
                header.number(), containers, header.timeBytes(), header.payloadBytes(), header.payloadCrc());
        boolean same = hasSameCounts(header, counted) && (!indexed || hasSameIndex(block, counted, containers));
        return same ? null : "block whose header does not match its records";
    }

    /** Whether the first record of the checked blocks is an opening. */
    boolean beginsWithOpening() {
        return firstKind == RecordKind.OPENING.code();
    }

    /** The last record of the checked blocks; null when it is not a closing record. */
    @Nullable
    Closing closing() {
        return last;
    }

    private void count(BlockBuilder builder, byte[] raw, boolean indexed) {
        firstKind = firstKind == 0 ? records.kind() : firstKind;
        int tag = records.kind()
                | (records.hasMore() ? TraceFormat.TAG_MORE : 0)
                | (records.isContinuation() ? TraceFormat.TAG_CONTINUES : 0);
        boolean message = records.kind() == RecordKind.MESSAGE.code();
        long skipped = records.sequence() - builder.sequence() - (message && !records.hasMore() ? 1 : 0);
        SplitMessage split = records.split();
        byte[] bytes = split == null ? raw : split.join();
        int offset = split == null ? records.offset() : 0;
        int length = split == null ? records.length() : split.joinedLength();
        last = records.kind() == RecordKind.CLOSING.code() ? Closing.decode(bytes, offset, length) : null;
        builder.count(tag, records.receivedNs(), skipped, length);
        if (records.kind() == RecordKind.GAP.code()) {
            builder.countGap(Gap.decode(bytes, offset, length));
        } else if (records.kind() == RecordKind.CLOSING.code()) {
            builder.markClosing();
        } else if (message && indexed && indexer != null) {
            index.clear();
            indexer.index(bytes, offset, length, index);
            builder.describe(index, bytes);
        }
    }

    private static boolean hasSameCounts(BlockHeader header, BlockHeader counted) {
        int compared = TraceFormat.BLOCK_UNRECEIVED
                | TraceFormat.BLOCK_OTHER_RECORDS
                | TraceFormat.BLOCK_PIECE
                | TraceFormat.BLOCK_CLOSING;
        return ((header.flags() ^ counted.flags()) & compared) == 0
                && header.records() == counted.records()
                && header.messages() == counted.messages()
                && header.sequenceAfter() == counted.sequenceAfter()
                && header.packetBytes() == counted.packetBytes()
                && header.firstReceived() == counted.firstReceived()
                && header.lastReceived() == counted.lastReceived()
                && header.gaps() == counted.gaps()
                && header.lost() == counted.lost();
    }

    private static boolean hasSameIndex(IndexedBlock block, BlockHeader counted, byte[] containers) {
        BlockHeader header = block.header();
        int compared = TraceFormat.BLOCK_UNTIMED | TraceFormat.BLOCK_MORE_CONTAINERS;
        return ((header.flags() ^ counted.flags()) & compared) == 0
                && header.firstTime() == counted.firstTime()
                && header.lastTime() == counted.lastTime()
                && header.types() == counted.types()
                && Arrays.equals(block.containers().encode(), containers);
    }
}
