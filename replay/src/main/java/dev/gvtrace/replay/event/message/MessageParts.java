// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * A message split into parts, as stored in trace files: its header, the time, the rest of the context data, which many
 * messages share, and all other fields. The parts are read in place, so that shared context data are read once.
 */
public interface MessageParts {
    /** The message type of the header, 0 to 65535. */
    int type();

    /** The drop counter of the header, 32 bits without sign. */
    int dropped();

    /** The time in the context data, ns since the epoch. */
    long timeNs();

    /** Identifies the table of contexts; compared by identity. */
    Object contexts();

    /** The number of the message's context in that table, from 0. */
    int context();

    /** Contains the context data without the time. */
    byte[] contextBuffer();

    /** Their offset. */
    int contextOffset();

    /** Their length in bytes. */
    int contextLength();

    /** Contains the payload's other fields. */
    byte[] buffer();

    /** Their offset. */
    int offset();

    /** Their length in bytes. */
    int length();

    /** The assembled packet, from 0 to {@link #packetLength()}; overwritten by the next call for another message. */
    byte[] packet();

    /** Length of the packet in bytes. */
    int packetLength();
}
