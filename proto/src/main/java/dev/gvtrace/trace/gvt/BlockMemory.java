// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Keeps the memory of closed cursors for later ones: otherwise each of thousands of short traces would allocate a
 * block's memory and a decompressor. Keeps as many as there are processors. Thread-safe.
 */
final class BlockMemory {
    private static final int KEPT = 3 * Runtime.getRuntime().availableProcessors();
    private static final BlockingQueue<LoadedBlock> BLOCKS = new ArrayBlockingQueue<>(KEPT);
    private static final BlockingQueue<ZstdDecompressCtx> DECOMPRESSORS = new ArrayBlockingQueue<>(KEPT);

    private BlockMemory() {}

    /** An empty block. */
    static LoadedBlock block() {
        LoadedBlock spare = BLOCKS.poll();
        return spare == null ? new LoadedBlock() : spare;
    }

    /** Takes a block back; the caller may not use it afterwards. */
    static void giveBack(LoadedBlock block) {
        block.clear();
        BLOCKS.offer(block);
    }

    static ZstdDecompressCtx decompressor() {
        ZstdDecompressCtx spare = DECOMPRESSORS.poll();
        return spare == null ? new ZstdDecompressCtx() : spare;
    }

    /** Takes a decompressor back; the caller may not use it afterwards. */
    static void giveBack(ZstdDecompressCtx decompressor) {
        if (!DECOMPRESSORS.offer(decompressor)) {
            decompressor.close();
        }
    }
}
