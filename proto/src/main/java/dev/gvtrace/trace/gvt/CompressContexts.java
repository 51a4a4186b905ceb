// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The zstd contexts of all writers. A context takes some hundred KiB outside the heap and has no state between blocks,
 * so writers borrow one for each block, and hundreds of quiet files share a few. Thread-safe.
 */
final class CompressContexts {
    private static final ConcurrentLinkedQueue<ZstdCompressCtx> FREE = new ConcurrentLinkedQueue<>();

    private CompressContexts() {}

    static ZstdCompressCtx borrow(int level) {
        ZstdCompressCtx free = FREE.poll();
        ZstdCompressCtx context = free == null ? new ZstdCompressCtx() : free;
        return context.setLevel(level).setChecksum(false).setContentSize(true);
    }

    static void giveBack(ZstdCompressCtx context) {
        FREE.add(context);
    }
}
