// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gvtrace.proto.stream.FieldTable;

/** Arbitrary packets: no method throws, and no result is outside the packet. */
class PacketFuzzTest {
    private final MessagePeek peek = new MessagePeek();
    private final FieldTable table = new FieldTable();

    @FuzzTest(maxDuration = "5s")
    void packetIsReadWithinItsBounds(byte[] packet) {
        PacketVerdict verdict = peek.look(packet, 0, packet.length);
        within(packet, peek.containerOffset(), peek.containerLength());
        Handshake.parse(packet, 0, packet.length);
        if (verdict.hasDroppedCount()) {
            int headerSize = WireHeader.headerSize(packet, 0);
            table.scan(packet, headerSize, packet.length - headerSize);
            for (int field = 1; field <= FieldTable.MAX_FIELD; field++) {
                int found = 0;
                for (int at = table.nextOffset(field, 0);
                        at >= 0;
                        at = table.nextOffset(field, at + table.lastLength())) {
                    within(packet, at, table.lastLength());
                    found++;
                }
                if (found != table.count(field)) {
                    throw new IllegalStateException("walked " + found + " of " + table.count(field));
                }
            }
        }
    }

    private static void within(byte[] packet, int offset, int length) {
        if (offset < 0 || length < 0 || offset + length > packet.length) {
            throw new IllegalStateException(offset + "+" + length + " outside of " + packet.length);
        }
    }
}
