// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;

/**
 * A place in a trace where messages are missing.
 *
 * @param fromNs no message is missing before this wall-clock time, nanoseconds since the epoch; 0 when unknown
 * @param toNs no message is missing after this time, in the same unit; 0 when unknown
 * @param lost how many messages are missing; {@link #UNKNOWN} when they were not counted
 * @param cause why, in a few words
 */
public record Gap(long fromNs, long toNs, long lost, Text cause) {
    /** Number of lost messages when it is unknown. */
    public static final long UNKNOWN = -1;

    /** Cause of a gap found from the next message's drop counter: the socket was full. */
    public static final Text SOCKET_FULL = Text.ofUtf8("Sentry dropped: socket full");
    /** Cause of a gap found from the next message's drop counter: the recorder had stopped receiving. */
    public static final Text RECORDER_TOO_SLOW = Text.ofUtf8("Sentry dropped: recorder too slow");
    /** Cause of a gap found from the next message's drop counter: no recorder received, as it was being restarted. */
    public static final Text RECORDER_RESTARTED = Text.ofUtf8("Sentry dropped: recorder restarted");
    /** Cause of a gap after the last message, whose losses runsc reported. */
    public static final Text REPORTED_AT_THE_END = Text.ofUtf8("Sentry dropped: told by runsc at the end");

    /**
     * Cause of a gap that a reader makes for missing files of a flight recorder, which lets go of what is near no
     * trigger.
     */
    public static final Text LET_GO = Text.ofUtf8("not here: let go by the flight recorder, unless its ledger differs");

    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int LOST = 3;
    private static final int CAUSE = 4;

    /** The same with the cause in Unicode. */
    public Gap(long fromNs, long toNs, long lost, String cause) {
        this(fromNs, toNs, lost, Text.ofUtf8(cause));
    }

    /** True if the next message's drop counter includes these losses; then they are counted only once. */
    public boolean isInDropCounter() {
        return cause.equals(SOCKET_FULL) || cause.equals(RECORDER_TOO_SLOW) || cause.equals(RECORDER_RESTARTED);
    }

    public byte[] encode() {
        return new TagWriter()
                .number(FROM, fromNs)
                .number(TO, toNs)
                .number(LOST, lost)
                .text(CAUSE, cause)
                .toBytes();
    }

    /** Reads the body of a {@link RecordKind#GAP} record. Never throws: what cannot be read is unknown. */
    public static Gap decode(byte[] buffer, int offset, int length) {
        TagReader tags = new TagReader(buffer, offset, length);
        long from = 0;
        long to = 0;
        long lost = UNKNOWN;
        Text cause = Text.EMPTY;
        while (tags.next()) {
            switch (tags.tag()) {
                case FROM -> from = tags.number();
                case TO -> to = tags.number();
                case LOST -> lost = Math.max(UNKNOWN, tags.number());
                case CAUSE -> cause = tags.text();
                default -> {}
            }
        }
        return new Gap(from, to, lost, cause);
    }
}
