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
 * left out only by sequence, and where the block they are in was skipped. Immutable.
 *
 * <p>More than six components: one for each thing that can be chosen, each chosen by itself.
 *
 * @param sequences sequence numbers wanted
 * @param times message times wanted, nanoseconds since the epoch
 * @param received receive times wanted
 * @param types bit t for message type t, 0 to 62, bit 63 for all others; -1 for all
 * @param containers prefixes of the container ids selected, empty for all
 * @param indexer determines which messages are selected exactly; null to select by block only
 * @param readAhead blocks to read and decompress ahead on another thread; 0 for none
 */
public record Selection(
        Range sequences,
        Range times,
        Range received,
        long types,
        List<Text> containers,
        @Nullable MessageIndexer indexer,
        int readAhead) {
    /** The maximum number of blocks read ahead; each takes up to 1 MiB. */
    public static final int MAX_READ_AHEAD = 16;

    private static final Selection ALL = new Selection(Range.ALL, Range.ALL, Range.ALL, -1, List.of(), null, 0);

    /** Numbers from {@code first} to {@code last}, both included. */
    public record Range(long first, long last) {
        static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

        /** Whether a number is in it. */
        public boolean contains(long number) {
            return number >= first && number <= last;
        }

        /** Whether a number from {@code lowest} to {@code highest} is in it. */
        public boolean meets(long lowest, long highest) {
            return highest >= first && lowest <= last;
        }
    }

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
        return new Selection(new Range(from, to), times, received, types, containers, indexer, readAhead);
    }

    /** The same, for message times in this range. Messages without a time are always in it. */
    public Selection times(long fromNs, long toNs) {
        return new Selection(sequences, new Range(fromNs, toNs), received, types, containers, indexer, readAhead);
    }

    /** The same, for receive times in this range. Records without a receive time are always in it. */
    public Selection received(long fromNs, long toNs) {
        return new Selection(sequences, times, new Range(fromNs, toNs), types, containers, indexer, readAhead);
    }

    /** The same, for message types whose bit is set: bit t for type t, 0 to 62, bit 63 for all others. */
    public Selection types(long bits) {
        return new Selection(sequences, times, received, bits, containers, indexer, readAhead);
    }

    /**
     * The same, for containers whose id starts with one of these, as byte text. Messages without a container are not in
     * it.
     */
    public Selection containers(List<Text> idPrefixes) {
        return new Selection(sequences, times, received, types, idPrefixes, indexer, readAhead);
    }

    /** The same, without the messages that are outside it according to this indexer. */
    public Selection exactly(MessageIndexer with) {
        return new Selection(sequences, times, received, types, containers, with, readAhead);
    }

    /** The same, with this many blocks read ahead on another thread, at most {@link #MAX_READ_AHEAD}. */
    public Selection readAhead(int blocks) {
        return new Selection(sequences, times, received, types, containers, indexer, blocks);
    }

    /** The bit of a message type in {@link #types}. */
    public static long typeBit(int type) {
        return 1L << (type < 0 || type > TraceFormat.LAST_TYPE_BIT ? TraceFormat.OTHER_TYPES_BIT : type);
    }

    /** The cursor's records that are in the selection, filtered exactly after {@link #exactly}. */
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

    /** The prefixes of the selected container ids, as bytes. */
    public List<byte[]> containerPrefixes() {
        List<byte[]> prefixes = new ArrayList<>();
        containers.forEach(id -> prefixes.add(id.bytes()));
        return prefixes;
    }
}
