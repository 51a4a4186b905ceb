// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the packets that an event was made of. Most are the one that was received last; one that was held until a later
 * packet completed it is searched for among those received before, in the blocks that have its time.
 */
public final class PacketSearch {
    private PacketSearch() {}

    /**
     * The last packet with this message that was not received after another one; null if there is none.
     *
     * @param last the sequence number of that other one
     */
    public static @Nullable RecordedPacket find(TraceSource source, MessageKey key, long last) {
        RecordedPacket newest = search(source, key, Selection.all().sequences(last, last), last);
        if (newest != null) {
            return newest;
        }
        Selection before = Selection.all().sequences(Long.MIN_VALUE, last);
        return search(source, key, key.timeNs() == 0 ? before : before.times(key.timeNs(), key.timeNs()), last);
    }

    private static @Nullable RecordedPacket search(TraceSource source, MessageKey key, Selection selection, long last) {
        MessagePeek peek = new MessagePeek();
        RecordedPacket found = null;
        try (RecordCursor records = source.records(selection)) {
            while (records.next() && records.sequence() <= last) {
                if (records.kind() == RecordKind.MESSAGE) {
                    byte[] buffer = records.buffer();
                    int from = records.offset();
                    int length = records.length();
                    peek.look(buffer, from, length);
                    if (key.matches(peek, buffer, from, length)) {
                        byte[] bytes = Arrays.copyOfRange(buffer, from, from + length);
                        found = new RecordedPacket(records.sequence(), records.receivedNs(), bytes);
                    }
                }
            }
        }
        return found;
    }
}
