// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Extractor.NumberValue;

/** The table {@code messages}: packets as they were received, whether or not they could be understood. */
final class MessageTable extends RowTable<MessageTable.Packet> {
    /** Header: its length and the message's type, 16 bits each, and the drop counter, 32 bits; little-endian. */
    private static final int TYPE = 2;

    private static final int DROPPED = 4;
    private static final int HEADER = 8;

    MessageTable() {
        super(
                ColumnSet.<Packet>of("messages", "A packet as it was received.")
                        .number("seq", "Its place in the recording, from 1.", packet -> packet.sequence)
                        .time("received", "When the recorder received it; no value if unknown.", p -> p.receivedNs)
                        .number("type", "The type in its header; no value if it is too short for one.", Packet::type)
                        .number("size", "Its length in bytes, header included.", packet -> packet.length)
                        .number(
                                "lost",
                                "The drop counter in its header; no value if it is too short for one.",
                                Packet::dropped)
                        .build(),
                Shows.EVENTS);
    }

    /** The packet at hand; used again for the next. */
    static final class Packet {
        private long sequence;
        private long receivedNs;
        private byte[] bytes = new byte[0];
        private int offset;
        private int length;

        private long number(int at, int size) {
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | bytes[offset + at + i] & 0xff;
            }
            return value;
        }

        private boolean type(NumberValue out) {
            if (length < HEADER) {
                return false;
            }
            out.value = number(TYPE, 2);
            return true;
        }

        private boolean dropped(NumberValue out) {
            if (length < HEADER) {
                return false;
            }
            out.value = number(DROPPED, 4);
            return true;
        }
    }

    @Override
    protected TraceScan start(Rows<Packet> rows, ScanRequest request) {
        Packet current = new Packet();
        return new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.PART;
            }

            @Override
            public boolean wantsMessages() {
                return true;
            }

            @Override
            public void message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
                current.sequence = sequence;
                current.receivedNs = receivedNs;
                current.bytes = packet;
                current.offset = offset;
                current.length = length;
                rows.add(current);
            }
        };
    }
}
