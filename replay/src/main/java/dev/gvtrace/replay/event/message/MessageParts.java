// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * A message whose packet was taken apart, as trace files store it: its header, the time, the rest of the
 * context data, which many messages share, and all other fields. Read where they are, so that shared context data are
 * read once.
 */
public interface MessageParts {
    /** The message type of the header, 0 to 65535. */
    int type();

    /** The drop counter of the header, 32 bits without sign. */
    int dropped();

    /** The time in the context data, ns since the epoch. */
    long timeNs();

    /** Stands for all contexts that share an array: compared by identity. */
    Object contexts();

    /** The number of the message's context among these, from 0. */
    int context();

    /** Holds the context data without the time. */
    byte[] contextBuffer();

    /** Where they start. */
    int contextOffset();

    /** Their length in bytes. */
    int contextLength();

    /** Holds the payload's other fields. */
    byte[] buffer();

    /** Where they start. */
    int offset();

    /** Their length in bytes. */
    int length();

    /** The packet put together, from 0 to {@link #packetLength()}; overwritten by the next call for another message. */
    byte[] packet();

    /** Length of the packet in bytes. */
    int packetLength();
}
