// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.TraceFormat;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header of each block. Its middle part and the losses are also in the footer's index and must be equal there.
 *
 * <pre>
 *   0 magic 8 | 8 recording id 16 | 24 number u32
 *  28 flags u32 | 32 container bytes u32 | 36 payload bytes u32 | 40 raw bytes u32 | 44 records u32 | 48 messages u32
 *  52 container CRC32C u32 | 56 payload CRC32C u32 | 60 time bytes u32 | 64 sequence before u64 | 72 sequence after u64
 *  80 packet bytes u32 | 84 raw time bytes u32 | 88 first received i64 | 96 last received i64 | 104 first time i64 | 112 last time i64 | 120 types u64
 * 128 chain 32
 * 160 lost u64 | 168 gaps u32
 * 172 CRC32C of all before u32
 * </pre>
 *
 * <p>More than six components: one for each entry of the header.
 *
 * @param number of the block in its file, from 0
 * @param flags {@code TraceFormat.BLOCK_…}
 * @param containerBytes size of the container set after the header
 * @param payloadBytes size of the compressed times, contexts and records after that
 * @param timeBytes the part of the payload that is the times
 * @param rawBytes size of contexts and records before compression
 * @param rawTimeBytes size of the times before compression
 * @param records number of records and pieces
 * @param messages number of messages that end in this block
 * @param containerCrc CRC32C of the container set
 * @param payloadCrc CRC32C of the payload
 * @param sequenceBefore sequence number of the last message before the block
 * @param sequenceAfter sequence number of the last message up to its end
 * @param packetBytes bytes of packets in the block
 * @param firstReceived earliest receive time; 0 for none
 * @param lastReceived latest receive time
 * @param firstTime earliest message time; 0 for none
 * @param lastTime latest message time
 * @param types bits of message types
 * @param lost messages that the block's gap records count as lost
 * @param gaps number of gap records
 */
record BlockHeader(
        int number,
        int flags,
        int containerBytes,
        int payloadBytes,
        int timeBytes,
        int rawBytes,
        int rawTimeBytes,
        int records,
        int messages,
        int containerCrc,
        int payloadCrc,
        long sequenceBefore,
        long sequenceAfter,
        int packetBytes,
        long firstReceived,
        long lastReceived,
        long firstTime,
        long lastTime,
        long types,
        long lost,
        int gaps) {
    static final int INDEXED_FROM = 28;
    static final int CHAIN_AT = 128;
    static final int LOSS_AT = CHAIN_AT + TraceFormat.SHA_BYTES;
    static final int CRC_AT = 172;
    /** Bytes of an index entry, without the container set. */
    static final int INDEXED_BYTES = CHAIN_AT - INDEXED_FROM + CRC_AT - LOSS_AT;

    private static final int NUMBER_AT = TraceFormat.MARK_BYTES;

    /** The header's bytes, with the chain and the checksum still zero. */
    byte[] encode(byte[] mark) {
        byte[] bytes = new byte[TraceFormat.BLOCK_HEADER_BYTES];
        ByteBuffer out = TraceFormat.littleEndian(bytes);
        out.put(mark).putInt(number).putInt(flags).putInt(containerBytes).putInt(payloadBytes);
        out.putInt(rawBytes)
                .putInt(records)
                .putInt(messages)
                .putInt(containerCrc)
                .putInt(payloadCrc);
        out.putInt(timeBytes).putLong(sequenceBefore).putLong(sequenceAfter);
        out.putInt(packetBytes).putInt(rawTimeBytes);
        out.putLong(firstReceived).putLong(lastReceived).putLong(firstTime).putLong(lastTime);
        out.putLong(types).position(LOSS_AT);
        out.putLong(lost).putInt(gaps);
        return bytes;
    }

    /** Sets chain and checksum in a header's bytes. */
    static void finish(byte[] header, byte[] chain) {
        System.arraycopy(chain, 0, header, CHAIN_AT, chain.length);
        TraceFormat.littleEndian(header).putInt(CRC_AT, TraceFormat.crc(header, 0, CRC_AT));
    }

    /**
     * The chain's value after a block: SHA-256 of the previous value and of the block without its own value and
     * checksum.
     */
    static byte[] chain(MessageDigest sha, byte[] before, byte[] block, int offset, int length) {
        sha.update(before);
        sha.update(block, offset, CHAIN_AT);
        sha.update(block, offset + LOSS_AT, CRC_AT - LOSS_AT);
        sha.update(block, offset + TraceFormat.BLOCK_HEADER_BYTES, length - TraceFormat.BLOCK_HEADER_BYTES);
        return sha.digest();
    }

    static byte[] chainOf(byte[] bytes) {
        return Arrays.copyOfRange(bytes, CHAIN_AT, LOSS_AT);
    }

    static boolean hasValidChecksum(byte[] bytes, int offset) {
        return TraceFormat.littleEndian(bytes).getInt(offset + CRC_AT) == TraceFormat.crc(bytes, offset, CRC_AT);
    }

    /** Decodes a header whose mark and checksum are valid; null when a size exceeds its limit. */
    static @Nullable BlockHeader decode(byte[] bytes) {
        ByteBuffer in = TraceFormat.littleEndian(bytes);
        int number = in.getInt(NUMBER_AT);
        in.position(INDEXED_FROM);
        int flags = in.getInt();
        int containerBytes = in.getInt();
        int payloadBytes = in.getInt();
        int rawBytes = in.getInt();
        int records = in.getInt();
        int messages = in.getInt();
        int containerCrc = in.getInt();
        int payloadCrc = in.getInt();
        int timeBytes = in.getInt();
        long sequenceBefore = in.getLong();
        long sequenceAfter = in.getLong();
        int packetBytes = in.getInt();
        int rawTimeBytes = in.getInt();
        BlockHeader header = new BlockHeader(
                number,
                flags,
                containerBytes,
                payloadBytes,
                timeBytes,
                rawBytes,
                rawTimeBytes,
                records,
                messages,
                containerCrc,
                payloadCrc,
                sequenceBefore,
                sequenceAfter,
                packetBytes,
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(LOSS_AT),
                in.getInt(LOSS_AT + Long.BYTES));
        return header.isWithinLimits() ? header : null;
    }

    private boolean isWithinLimits() {
        return containerBytes >= 0
                && containerBytes <= TraceFormat.MAX_CONTAINER_BYTES
                && payloadBytes > 0
                && payloadBytes <= TraceFormat.MAX_BLOCK_PAYLOAD
                && rawBytes > 0
                && rawBytes <= TraceFormat.MAX_BLOCK_RAW
                && rawTimeBytes >= 0
                && rawTimeBytes <= TraceFormat.MAX_BLOCK_RAW - rawBytes
                && timeBytes >= 0
                && timeBytes < payloadBytes
                && records > 0
                && records <= rawBytes
                && messages >= 0
                && messages <= records
                && sequenceBefore >= 0
                && messages <= sequenceAfter - sequenceBefore
                && packetBytes >= 0
                && (packetBytes <= rawBytes || has(TraceFormat.BLOCK_CONTEXTS))
                && lost >= 0
                && gaps >= 0
                && gaps <= records;
    }

    /** Copies the part of a header that is in the index. */
    static void toIndex(byte[] header, byte[] index, int offset) {
        int middle = CHAIN_AT - INDEXED_FROM;
        System.arraycopy(header, INDEXED_FROM, index, offset, middle);
        System.arraycopy(header, LOSS_AT, index, offset + middle, CRC_AT - LOSS_AT);
    }

    /** Decodes an index entry; null when a size exceeds its limit. */
    static @Nullable BlockHeader fromIndex(byte[] index, int offset, int number) {
        byte[] header = new byte[TraceFormat.BLOCK_HEADER_BYTES];
        int middle = CHAIN_AT - INDEXED_FROM;
        System.arraycopy(index, offset, header, INDEXED_FROM, middle);
        System.arraycopy(index, offset + middle, header, LOSS_AT, CRC_AT - LOSS_AT);
        TraceFormat.littleEndian(header).putInt(NUMBER_AT, number);
        return decode(header);
    }

    /** Bytes of the whole block in the file. */
    int size() {
        return TraceFormat.BLOCK_HEADER_BYTES + containerBytes + payloadBytes;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
