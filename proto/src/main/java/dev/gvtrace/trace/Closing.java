// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;

/**
 * The end of a recording, or of one file of it.
 *
 * @param atNs wall-clock time, nanoseconds since the epoch; 0 when unknown
 * @param reason why it ended, in a few words
 * @param continued whether the recording continues in a next file
 * @param counts what this file holds; filled in by the writer
 * @param cause what ended the connection; {@link EndCause#UNKNOWN} where the recording continues
 * @param endUnknown whether a tool wrote this without having found the end of the recording
 */
public record Closing(long atNs, Text reason, boolean continued, Counts counts, EndCause cause, boolean endUnknown) {
    private static final int AT = 1;
    private static final int REASON = 2;
    private static final int CONTINUED = 3;
    private static final int MESSAGES = 4;
    private static final int PACKET_BYTES = 5;
    private static final int LOST = 6;
    private static final int CAUSE = 7;
    private static final int END_UNKNOWN = 8;

    /**
     * What a file holds.
     *
     * @param messages messages in it
     * @param packetBytes their bytes, headers included
     * @param lost messages that its gap records count as lost
     */
    public record Counts(long messages, long packetBytes, long lost) {
        static final Counts NONE = new Counts(0, 0, 0);
    }

    /** The end of the recording. The writer fills in the counts. */
    public static Closing end(long atNs, String reason) {
        return end(atNs, reason, EndCause.UNKNOWN);
    }

    /** The same with the cause of the connection's end. */
    public static Closing end(long atNs, String reason, EndCause cause) {
        return new Closing(atNs, Text.ofUtf8(reason), false, Counts.NONE, cause, false);
    }

    /** The end of one file of a recording that continues in another. The writer fills in the counts. */
    public static Closing continued(long atNs, String reason) {
        return new Closing(atNs, Text.ofUtf8(reason), true, Counts.NONE, EndCause.UNKNOWN, false);
    }

    /** The end of a trace made from one whose end was not found. The writer fills in the counts. */
    public static Closing ofUnknownEnd(long atNs, String reason) {
        return new Closing(atNs, Text.ofUtf8(reason), false, Counts.NONE, EndCause.UNKNOWN, true);
    }

    public Closing withCounts(Counts held) {
        return new Closing(atNs, reason, continued, held, cause, endUnknown);
    }

    public byte[] encode() {
        TagWriter tags = new TagWriter()
                .number(AT, atNs)
                .text(REASON, reason)
                .number(CONTINUED, continued ? 1 : 0)
                .number(MESSAGES, counts.messages)
                .number(PACKET_BYTES, counts.packetBytes)
                .number(LOST, counts.lost);
        if (cause != EndCause.UNKNOWN) {
            tags.number(CAUSE, cause.code());
        }
        if (endUnknown) {
            tags.number(END_UNKNOWN, 1);
        }
        return tags.toBytes();
    }

    /**
     * Reads the body of a {@link RecordKind#CLOSING} record. Never throws: what cannot be read is 0, empty or unknown.
     */
    public static Closing decode(byte[] buffer, int offset, int length) {
        TagReader tags = new TagReader(buffer, offset, length);
        long[] numbers = new long[END_UNKNOWN + 1];
        Text reason = Text.EMPTY;
        while (tags.next()) {
            if (tags.tag() == REASON) {
                reason = tags.text();
            } else if (tags.tag() <= END_UNKNOWN) {
                numbers[tags.tag()] = tags.number();
            }
        }
        return new Closing(
                numbers[AT],
                reason,
                numbers[CONTINUED] != 0,
                new Counts(numbers[MESSAGES], numbers[PACKET_BYTES], numbers[LOST]),
                EndCause.of(numbers[CAUSE]),
                numbers[END_UNKNOWN] != 0);
    }
}
