// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a trace is wanted. Without {@link #exactly} it only says which blocks may be skipped unread, so that
 * records outside the selection can still come; with it, messages outside are left out. Records other than messages are
 * left out only by sequence, and where the block they are in was skipped. Both ends of ranges are included. Immutable.
 *
 * @param fromSequence first sequence number wanted
 * @param toSequence last sequence number wanted
 * @param fromTimeNs earliest message time wanted, nanoseconds since the epoch
 * @param toTimeNs latest message time wanted
 * @param fromReceivedNs earliest receive time wanted
 * @param toReceivedNs latest receive time wanted
 * @param types bit t for message type t, 0 to 62, bit 63 for all others; -1 for all
 * @param containers beginnings of the container ids wanted, empty for all
 * @param indexer finds what decides exactly which messages are wanted; null to select by block only
 * @param readAhead blocks to read and decompress ahead on another thread; 0 for none
 */
public record Selection(
        long fromSequence,
        long toSequence,
        long fromTimeNs,
        long toTimeNs,
        long fromReceivedNs,
        long toReceivedNs,
        long types,
        List<Text> containers,
        @Nullable MessageIndexer indexer,
        int readAhead) {
    /** Most blocks that are read ahead; each takes up to 1 MiB. */
    public static final int MAX_READ_AHEAD = 16;

    private static final Selection ALL = new Selection(
            0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, -1, List.of(), null, 0);

    /** Copies the list. */
    public Selection {
        containers = List.copyOf(containers);
        readAhead = Math.max(0, Math.min(MAX_READ_AHEAD, readAhead));
    }

    /** Everything, read on the caller's thread. */
    public static Selection all() {
        return ALL;
    }

    /** The same, for sequence numbers in this range. */
    public Selection sequences(long from, long to) {
        return new Selection(
                from, to, fromTimeNs, toTimeNs, fromReceivedNs, toReceivedNs, types, containers, indexer, readAhead);
    }

    /** The same, for message times in this range. Messages without a time are always in it. */
    public Selection times(long fromNs, long toNs) {
        return new Selection(
                fromSequence,
                toSequence,
                fromNs,
                toNs,
                fromReceivedNs,
                toReceivedNs,
                types,
                containers,
                indexer,
                readAhead);
    }

    /** The same, for receive times in this range. Records without a receive time are always in it. */
    public Selection received(long fromNs, long toNs) {
        return new Selection(
                fromSequence, toSequence, fromTimeNs, toTimeNs, fromNs, toNs, types, containers, indexer, readAhead);
    }

    /** The same, for message types whose bit is set: bit t for type t, 0 to 62, bit 63 for all others. */
    public Selection types(long bits) {
        return new Selection(
                fromSequence,
                toSequence,
                fromTimeNs,
                toTimeNs,
                fromReceivedNs,
                toReceivedNs,
                bits,
                containers,
                indexer,
                readAhead);
    }

    /**
     * The same, for containers whose id starts with one of these, as byte text. Messages without a container are not in
     * it.
     */
    public Selection containers(List<Text> idPrefixes) {
        return new Selection(
                fromSequence,
                toSequence,
                fromTimeNs,
                toTimeNs,
                fromReceivedNs,
                toReceivedNs,
                types,
                idPrefixes,
                indexer,
                readAhead);
    }

    /** The same, leaving out each message that is not in it, as this indexer finds. */
    public Selection exactly(MessageIndexer with) {
        return new Selection(
                fromSequence,
                toSequence,
                fromTimeNs,
                toTimeNs,
                fromReceivedNs,
                toReceivedNs,
                types,
                containers,
                with,
                readAhead);
    }

    /** The same, with this many blocks read ahead on another thread, at most {@link #MAX_READ_AHEAD}. */
    public Selection readAhead(int blocks) {
        return new Selection(
                fromSequence,
                toSequence,
                fromTimeNs,
                toTimeNs,
                fromReceivedNs,
                toReceivedNs,
                types,
                containers,
                indexer,
                blocks);
    }

    /** The bit of a message type in {@link #types}. */
    public static long typeBit(int type) {
        return 1L << (type < 0 || type > TraceFormat.LAST_TYPE_BIT ? TraceFormat.OTHER_TYPES_BIT : type);
    }

    /** What of a cursor's records is in the selection, exactly if {@link #exactly} asked for it. */
    public RecordCursor of(RecordCursor all) {
        return indexer == null ? all : new ExactCursor(all, this, indexer);
    }

    /** Whether a container id in an array starts with one of the prefixes. */
    public static boolean startsWithAny(List<byte[]> prefixes, byte[] bytes, int offset, int length) {
        for (byte[] prefix : prefixes) {
            if (prefix.length <= length
                    && Arrays.equals(prefix, 0, prefix.length, bytes, offset, offset + prefix.length)) {
                return true;
            }
        }
        return false;
    }

    /** The beginnings of the container ids wanted, as bytes. */
    public List<byte[]> containerPrefixes() {
        List<byte[]> prefixes = new ArrayList<>();
        containers.forEach(id -> prefixes.add(id.bytes()));
        return prefixes;
    }
}
