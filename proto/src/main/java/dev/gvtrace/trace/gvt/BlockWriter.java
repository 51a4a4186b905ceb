// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.gvtrace.trace.TraceFormat;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Compresses, checks and chains finished blocks. Mirrored by {@link BlockReader}. */
final class BlockWriter {
    private final byte[] mark;
    private final int level;
    private final MessageDigest sha = TraceFormat.sha256();
    private final Footer.IndexBuilder index = new Footer.IndexBuilder();
    private final Totals totals;
    private byte[] chain;
    private byte[] packed = new byte[0];

    BlockWriter(FileHeader file, int compressionLevel) {
        mark = file.mark(TraceFormat.BLOCK_MAGIC);
        totals = new Totals(file.sequenceBefore());
        chain = sha.digest(file.bytes());
        level = compressionLevel;
    }

    /** The bytes of the builder's block. */
    byte[] encode(BlockBuilder builder) {
        builder.finish();
        long most = Zstd.compressBound(builder.timeSize()) + Zstd.compressBound(builder.rawSize());
        if (packed.length < most) {
            packed = new byte[(int) most];
        }
        int timeSize;
        int packedSize;
        ZstdCompressCtx zstd = CompressContexts.borrow(level);
        try {
            timeSize = builder.timeSize() == 0 ? 0 : pack(zstd, 0, builder.times(), builder.timeSize());
            packedSize = timeSize + pack(zstd, timeSize, builder.raw(), builder.rawSize());
        } finally {
            CompressContexts.giveBack(zstd);
        }
        byte[] containers = builder.containers().encode();
        BlockHeader header = builder.header(
                (int) totals.blocks(), containers, timeSize, packedSize, TraceFormat.crc(packed, 0, packedSize));
        byte[] head = header.encode(mark);
        byte[] block = new byte[header.size()];
        System.arraycopy(head, 0, block, 0, head.length);
        System.arraycopy(containers, 0, block, head.length, containers.length);
        System.arraycopy(packed, 0, block, head.length + containers.length, packedSize);
        chain = BlockHeader.chain(sha, chain, block, 0, block.length);
        BlockHeader.finish(head, chain);
        System.arraycopy(head, 0, block, 0, head.length);
        index.add(head, containers);
        totals.add(header, builder.containers());
        return block;
    }

    private int pack(ZstdCompressCtx zstd, int at, byte[] bytes, int size) {
        return zstd.compressByteArray(packed, at, packed.length - at, bytes, 0, size);
    }

    Totals totals() {
        return totals;
    }

    byte[] chain() {
        return chain;
    }

    byte @Nullable [] index() {
        return index.toBytes();
    }
}
