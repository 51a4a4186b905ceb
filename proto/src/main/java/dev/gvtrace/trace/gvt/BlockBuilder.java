// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.Varint;
import java.util.Arrays;

/** Collects the records of one block and the values for its header. Mirrored by {@link RecordReader}. */
final class BlockBuilder {
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final ContainerSet containers = new ContainerSet(TraceFormat.MAX_CONTAINERS);
    private final ContextCollector contexts = new ContextCollector();
    private final MessageSplitter splitter = new MessageSplitter();
    private byte[] raw = new byte[FIRST_CAPACITY];
    private byte[] times = new byte[FIRST_CAPACITY / 16];
    private int size;
    private int timeSize;
    private long receivedNs;
    private long splitNs;
    private long dropped;
    private boolean finished;
    private int flags;
    private int records;
    private int messages;
    private long sequenceBefore;
    private long sequence;
    private int packetBytes;
    private long firstReceived;
    private long lastReceived;
    private long firstTime;
    private long lastTime;
    private long types;
    private long lost;
    private int gaps;

    BlockBuilder(long sequenceBefore) {
        sequence = sequenceBefore;
        start();
    }

    /** Empties the builder for the next block. */
    void start() {
        size = 0;
        timeSize = 0;
        receivedNs = 0;
        splitNs = 0;
        dropped = 0;
        finished = false;
        flags = 0;
        records = 0;
        messages = 0;
        sequenceBefore = sequence;
        packetBytes = 0;
        firstReceived = 0;
        lastReceived = 0;
        firstTime = 0;
        lastTime = 0;
        types = 0;
        lost = 0;
        gaps = 0;
        containers.clear();
        contexts.clear();
    }

    boolean hasRoomFor(int length) {
        return length <= TraceFormat.MAX_BLOCK_RAW - TraceFormat.MAX_RECORD_HEAD - size();
    }

    /**
     * Appends a record, or a piece of one.
     *
     * @param tag kind and, for pieces, {@code TAG_MORE} and {@code TAG_CONTINUES}
     * @param skipped number of sequence numbers left out before it
     */
    void append(int tag, long atNs, long skipped, byte[] body, int offset, int length) {
        ensureCapacity(size + TraceFormat.MAX_RECORD_HEAD + length);
        if (tag == RecordKind.MESSAGE.code() && splitter.split(body, offset, length)) {
            appendParts(atNs, skipped, body, offset + length);
        } else {
            appendHead(tag, atNs, skipped);
            size = Varint.write(raw, size, length);
            take(body, offset, length);
        }
        count(tag, atNs, skipped, length);
    }

    /**
     * Counts a record, or a piece of one, for the header.
     *
     * @param tag as for {@link #append}
     * @param length of the body; for a split message that of its packet
     */
    void count(int tag, long atNs, long skipped, int length) {
        sequence += skipped;
        records++;
        if ((tag & (TraceFormat.TAG_MORE | TraceFormat.TAG_CONTINUES)) != 0) {
            flags |= TraceFormat.BLOCK_PIECE;
        }
        countReceived(atNs);
        if ((tag & TraceFormat.TAG_KIND) == RecordKind.MESSAGE.code()) {
            packetBytes += length;
            if ((tag & TraceFormat.TAG_MORE) == 0) {
                messages++;
                sequence++;
            }
        } else {
            flags |= TraceFormat.BLOCK_OTHER_RECORDS;
        }
    }

    /** Appends the message whose parts the splitter has found. */
    private void appendParts(long atNs, long skipped, byte[] packet, int end) {
        boolean drops = splitter.dropped() != dropped;
        appendHead(TraceFormat.KIND_SPLIT | (drops ? TraceFormat.TAG_DROPPED : 0), atNs, skipped);
        timeSize = Varint.writeSigned(times, timeSize, splitter.timeNs() - splitNs);
        splitNs = splitter.timeNs();
        if (drops) {
            dropped = splitter.dropped();
            size = Varint.write(raw, size, dropped);
        }
        size = Varint.write(raw, size, contexts.number(packet, splitter.contextOffset(), splitter.contextLength()));
        size = Varint.write(raw, size, splitter.type());
        size = Varint.write(raw, size, end - splitter.restOffset());
        take(packet, splitter.restOffset(), end - splitter.restOffset());
    }

    private void appendHead(int tag, long atNs, long skipped) {
        if (timeSize > times.length - 2 * Varint.MAX_BYTES) {
            times = Arrays.copyOf(times, 2 * times.length);
        }
        boolean timed = atNs != receivedNs;
        raw[size++] = (byte) (tag | (timed ? TraceFormat.TAG_TIME : 0) | (skipped == 0 ? 0 : TraceFormat.TAG_SKIP));
        if (timed) {
            timeSize = Varint.writeSigned(times, timeSize, atNs - receivedNs);
            receivedNs = atNs;
        }
        if (skipped != 0) {
            size = Varint.write(raw, size, skipped);
        }
    }

    private void take(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, raw, size, length);
        size += length;
    }

    private void countReceived(long atNs) {
        if (atNs == 0) {
            flags |= TraceFormat.BLOCK_UNRECEIVED;
            return;
        }
        firstReceived = Totals.earlier(firstReceived, atNs);
        lastReceived = Totals.later(lastReceived, atNs);
    }

    /** Adds what an indexer found in a message of this block. */
    void describe(MessageIndex index, byte[] packet) {
        types |= Selection.typeBit(index.type());
        long time = index.timeNs();
        if (time == 0) {
            flags |= TraceFormat.BLOCK_UNTIMED;
        } else {
            firstTime = Totals.earlier(firstTime, time);
            lastTime = Totals.later(lastTime, time);
        }
        if (index.containerLength() > 0) {
            containers.add(packet, index.containerOffset(), index.containerLength());
        }
    }

    /** Marks the block as having messages without index data. */
    void describeNothing() {
        types = -1;
        flags |= TraceFormat.BLOCK_UNTIMED;
        containers.markIncomplete();
    }

    void countGap(Gap gap) {
        gaps++;
        lost = TraceFormat.sum(lost, Math.max(0, gap.lost()));
    }

    void markClosing() {
        flags |= TraceFormat.BLOCK_CLOSING;
    }

    private void ensureCapacity(int needed) {
        if (needed > raw.length) {
            int most = TraceFormat.MAX_BLOCK_RAW;
            raw = Arrays.copyOf(raw, needed > most / 2 ? most : Math.max(needed, 2 * raw.length));
        }
    }

    /** The header of the finished block. */
    BlockHeader header(int number, byte[] containerBytes, int timeBytes, int payloadBytes, int payloadCrc) {
        int allFlags = flags
                | (containers.isIncomplete() ? TraceFormat.BLOCK_MORE_CONTAINERS : 0)
                | (contexts.size() == 0 ? 0 : TraceFormat.BLOCK_CONTEXTS);
        return new BlockHeader(
                number,
                allFlags,
                containerBytes.length,
                payloadBytes,
                timeBytes,
                rawSize(),
                timeSize,
                records,
                messages,
                TraceFormat.crc(containerBytes, 0, containerBytes.length),
                payloadCrc,
                sequenceBefore,
                sequence,
                packetBytes,
                firstReceived,
                lastReceived,
                firstTime,
                lastTime,
                types,
                lost,
                gaps);
    }

    ContainerSet containers() {
        return containers;
    }

    /** Puts the contexts before the records. Nothing can be appended until the next {@link #start}. */
    void finish() {
        if (!finished && contexts.size() > 0) {
            ensureCapacity(rawSize());
            System.arraycopy(raw, 0, raw, contexts.size(), size);
            contexts.write(raw, 0);
        }
        finished = true;
    }

    /** Contexts, if any, and records of the finished block. */
    byte[] raw() {
        return raw;
    }

    int rawSize() {
        return contexts.size() + size;
    }

    /**
     * The times, stored apart from the records: their bytes are close to random and would spoil the records'
     * compression.
     */
    byte[] times() {
        return times;
    }

    int timeSize() {
        return timeSize;
    }

    /** Messages that end in this block. */
    int messages() {
        return messages;
    }

    /** Bytes of its packets, pieces of packets included. */
    int packetBytes() {
        return packetBytes;
    }

    /** Messages that its gap records count as lost. */
    long lost() {
        return lost;
    }

    /** Bytes before compression. */
    int size() {
        return rawSize() + timeSize;
    }

    /** Sequence number of the last message appended. */
    long sequence() {
        return sequence;
    }
}
