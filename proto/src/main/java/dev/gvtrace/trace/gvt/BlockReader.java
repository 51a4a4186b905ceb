// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads, checks and decompresses one block. Mirrored by {@link BlockWriter}. Not thread-safe. */
final class BlockReader implements Closeable {
    private final TraceBytes file;
    private final byte[] mark;
    private final ZstdDecompressCtx zstd = BlockMemory.decompressor();
    private boolean closed;

    BlockReader(TraceBytes file, FileHeader header) {
        this.file = file;
        this.mark = header.mark(TraceFormat.BLOCK_MAGIC);
    }

    /**
     * Loads a block's records into {@code into}.
     *
     * @return null, or why the records cannot be read
     */
    @Nullable
    String load(IndexedBlock block, LoadedBlock into) throws IOException {
        String failure = read(block, into);
        return failure != null ? failure : unpack(block, into);
    }

    /** Reads a block's bytes without decompressing them; returns null, or why they cannot be read. */
    @Nullable
    String read(IndexedBlock block, LoadedBlock into) throws IOException {
        int size = block.header().size();
        return file.read(block.offset(), into.packed(size), 0, size);
    }

    /** Decompresses a block after {@link #read}. */
    @Nullable
    String unpack(IndexedBlock block, LoadedBlock into) {
        byte[] bytes = into.packed(0);
        BlockHeader header = block.header();
        int payloadAt = TraceFormat.BLOCK_HEADER_BYTES + header.containerBytes();
        if (TraceFormat.crc(bytes, payloadAt, header.payloadBytes()) != header.payloadCrc()) {
            return "block with a wrong checksum";
        }
        byte[] raw = into.raw(header.rawBytes());
        byte[] times = into.times(header.rawTimeBytes());
        int recordsAt = payloadAt + header.timeBytes();
        int recordBytes = header.payloadBytes() - header.timeBytes();
        String failure = unpack(bytes, payloadAt, header.timeBytes(), times, header.rawTimeBytes());
        if (failure == null) {
            failure = unpack(bytes, recordsAt, recordBytes, raw, header.rawBytes());
        }
        if (failure == null) {
            into.set(block);
        }
        return failure;
    }

    private @Nullable String unpack(byte[] packed, int from, int packedSize, byte[] raw, int rawSize) {
        if (packedSize == 0) {
            return rawSize == 0 ? null : "block without its receive times";
        }
        try {
            int size = zstd.decompressByteArray(raw, 0, rawSize, packed, from, packedSize);
            return size == rawSize ? null : "block of " + size + " bytes, expected " + rawSize;
        } catch (ZstdException e) {
            return "block that cannot be decompressed: " + e.getMessage();
        }
    }

    /** Whether the header at the block's offset is valid and differs from the index. */
    boolean standsAnother(IndexedBlock block, LoadedBlock loaded) {
        byte[] bytes = loaded.packed(0);
        if (!TraceFormat.matches(bytes, 0, mark) || !BlockHeader.hasValidChecksum(bytes, 0)) {
            return false;
        }
        BlockHeader standing = BlockHeader.decode(bytes);
        return standing != null && !standing.equals(block.header());
    }

    /** The damage of a block's header or container set that the index could replace; null for none. */
    @Nullable
    Damage headerDamage(IndexedBlock block, LoadedBlock loaded) {
        byte[] bytes = loaded.packed(0);
        BlockHeader header = block.header();
        if (!TraceFormat.matches(bytes, 0, mark) || !BlockHeader.hasValidChecksum(bytes, 0)) {
            return new Damage(
                    file.name(),
                    block.offset(),
                    TraceFormat.BLOCK_HEADER_BYTES,
                    "block header with a wrong checksum",
                    false);
        }
        if (TraceFormat.crc(bytes, TraceFormat.BLOCK_HEADER_BYTES, header.containerBytes()) != header.containerCrc()) {
            return new Damage(
                    file.name(),
                    block.offset() + TraceFormat.BLOCK_HEADER_BYTES,
                    header.containerBytes(),
                    "container set with a wrong checksum",
                    false);
        }
        return null;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            BlockMemory.giveBack(zstd);
        }
    }
}
