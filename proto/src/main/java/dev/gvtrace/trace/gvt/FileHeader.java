// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first 96 bytes of a file.
 *
 * <pre>
 *  0 magic 8 | 8 version u16 | 10 header size u16 | 12 flags u32 | 16 recording id 16 | 32 segment u32 | 36 zero u32
 * 40 created ns i64 | 48 sequence before u64 | 56 previous seal 32 | 88 zero u32 | 92 CRC32C of all before u32
 * </pre>
 *
 * A later version keeps the first twelve bytes, the flags, and the CRC32C at the end of the header.
 */
public final class FileHeader {
    private static final int VERSION_AT = 8;
    private static final int SIZE_AT = 10;
    private static final int FLAGS_AT = 12;
    private static final int ID_AT = 16;
    private static final int SEGMENT_AT = 32;
    private static final int CREATED_AT = 40;
    private static final int SEQUENCE_AT = 48;
    private static final int PREVIOUS_AT = 56;
    private static final int CRC_BYTES = 4;

    private final byte[] bytes;
    private final long firstBlock;
    private final ByteBuffer numbers;

    private FileHeader(byte[] bytes, long firstBlock) {
        this.bytes = bytes;
        this.firstBlock = firstBlock;
        this.numbers = TraceFormat.littleEndian(bytes);
    }

    static FileHeader create(UUID recording, int segment, long createdNs, long sequenceBefore, byte[] previousSeal) {
        FileHeader header = new FileHeader(new byte[TraceFormat.FILE_HEADER_BYTES], TraceFormat.FILE_HEADER_BYTES);
        ByteBuffer out = header.numbers;
        out.put(TraceFormat.FILE_MAGIC);
        out.putShort((short) TraceFormat.VERSION_NEWEST);
        out.putShort((short) TraceFormat.FILE_HEADER_BYTES);
        out.putInt(0);
        out.put(TraceFormat.idBytes(recording));
        out.putInt(segment);
        out.putInt(0);
        out.putLong(createdNs);
        out.putLong(sequenceBefore);
        out.put(previousSeal);
        out.putInt(0);
        out.putInt(TraceFormat.crc(header.bytes, 0, out.position()));
        return header;
    }

    /** A header in place of a lost one, for a file whose first readable block is here. */
    static FileHeader salvaged(UUID recording, long sequenceBefore, long firstBlock) {
        FileHeader header = create(recording, 0, 0, sequenceBefore, new byte[TraceFormat.SHA_BYTES]);
        return new FileHeader(header.bytes, firstBlock);
    }

    /** Reads and checks the header of a file that starts with the magic. */
    public static FileHeader read(TraceBytes file) throws IOException {
        if (file.size() < TraceFormat.FILE_HEADER_BYTES) {
            throw new CorruptTraceException(
                    file.name(),
                    file.size(),
                    "the file is cut inside its header, expected " + TraceFormat.FILE_HEADER_BYTES + " bytes");
        }
        byte[] start = readExactly(file, TraceFormat.FILE_HEADER_BYTES);
        int size = Short.toUnsignedInt(TraceFormat.littleEndian(start).getShort(SIZE_AT));
        if (size < TraceFormat.FILE_HEADER_BYTES || size > TraceFormat.MAX_FILE_HEADER_BYTES || size > file.size()) {
            throw new CorruptTraceException(
                    file.name(),
                    SIZE_AT,
                    "file header of " + size + " bytes, expected " + TraceFormat.FILE_HEADER_BYTES + " to "
                            + TraceFormat.MAX_FILE_HEADER_BYTES);
        }
        FileHeader header = new FileHeader(size == start.length ? start : readExactly(file, size), size);
        int crcAt = size - CRC_BYTES;
        if (header.numbers.getInt(crcAt) != TraceFormat.crc(header.bytes, 0, crcAt)) {
            throw new CorruptTraceException(file.name(), crcAt, "file header with a wrong checksum; try repair");
        }
        header.checkVersion(file.name());
        header.checkPlace(file.name());
        return header;
    }

    private void checkPlace(String file) throws CorruptTraceException {
        if (segment() < 0) {
            throw new CorruptTraceException(
                    file,
                    SEGMENT_AT,
                    "file " + Integer.toUnsignedString(segment()) + " of a recording, expected at most "
                            + Integer.MAX_VALUE);
        }
        if (sequenceBefore() < 0) {
            throw new CorruptTraceException(
                    file,
                    SEQUENCE_AT,
                    "file after message " + Long.toUnsignedString(sequenceBefore()) + ", expected at most "
                            + Long.MAX_VALUE);
        }
    }

    private void checkVersion(String file) throws UnsupportedTraceVersionException {
        int version = Short.toUnsignedInt(numbers.getShort(VERSION_AT));
        if (version < TraceFormat.VERSION_OLDEST || version > TraceFormat.VERSION_NEWEST) {
            throw new UnsupportedTraceVersionException(
                    file, VERSION_AT, version, TraceFormat.VERSION_OLDEST, TraceFormat.VERSION_NEWEST);
        }
        int unknown = numbers.getInt(FLAGS_AT) & ~TraceFormat.IGNORABLE_FILE_FLAGS;
        if (unknown != 0) {
            throw new UnsupportedTraceVersionException(file, FLAGS_AT, unknown);
        }
    }

    private static byte[] readExactly(TraceBytes file, int length) throws IOException {
        byte[] bytes = new byte[length];
        String failure = file.read(0, bytes, 0, length);
        if (failure != null) {
            throw new CorruptTraceException(file.name(), 0, "file header " + failure);
        }
        return bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the first block starts. */
    public long firstBlock() {
        return firstBlock;
    }

    public UUID recording() {
        return TraceFormat.id(bytes, ID_AT);
    }

    public int segment() {
        return numbers.getInt(SEGMENT_AT);
    }

    long createdNs() {
        return numbers.getLong(CREATED_AT);
    }

    /** Sequence number of the last message before this file. */
    long sequenceBefore() {
        return numbers.getLong(SEQUENCE_AT);
    }

    byte[] previousSeal() {
        return Arrays.copyOfRange(bytes, PREVIOUS_AT, PREVIOUS_AT + TraceFormat.SHA_BYTES);
    }

    /** Magic and recording id: how each block or the footer of this file begins. */
    byte[] mark(byte[] magic) {
        byte[] mark = Arrays.copyOf(magic, TraceFormat.MARK_BYTES);
        System.arraycopy(bytes, ID_AT, mark, TraceFormat.MAGIC_BYTES, TraceFormat.ID_BYTES);
        return mark;
    }
}
