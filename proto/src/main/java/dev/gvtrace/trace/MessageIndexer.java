// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * Finds in a packet what block headers need. Implemented outside this package, because messages are opaque here.
 * An implementation never throws, whatever the bytes are, and does not keep the array.
 */
@FunctionalInterface
public interface MessageIndexer {
    /** Finds nothing in any packet: blocks written with it are never skipped because of type, time or container. */
    MessageIndexer NONE = (packet, offset, length, out) -> {};

    /**
     * Fills {@code out}, which is empty on entry.
     *
     * @param packet holds the packet, header included
     * @param offset where it starts
     * @param length its length in bytes, 0 or more
     * @param out what was found; the container's offset is an offset into {@code packet}
     */
    void index(byte[] packet, int offset, int length, MessageIndex out);
}
