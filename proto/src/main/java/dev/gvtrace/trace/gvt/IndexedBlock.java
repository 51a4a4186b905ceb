// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.TraceFormat;

/**
 * A block and its offset.
 *
 * @param offset in the file
 * @param header its header
 * @param containers the containers that have messages in it
 */
record IndexedBlock(long offset, BlockHeader header, ContainerSet containers) {
    /** Decodes the set at this offset that belongs to a header. */
    static ContainerSet containers(BlockHeader header, byte[] bytes, int offset) {
        ContainerSet set = ContainerSet.decode(bytes, offset, header.containerBytes(), TraceFormat.MAX_CONTAINERS);
        if (header.has(TraceFormat.BLOCK_MORE_CONTAINERS)) {
            set.markIncomplete();
        }
        return set;
    }

    long end() {
        return offset + header.size();
    }
}
