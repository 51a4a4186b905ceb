// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

/**
 * Makes events of the messages of one connection, in order of arrival. Holds what may still be completed: an attempt to
 * execute, a raw exit on a shadowed connection, a sentry/mmap; each until the same thread's next message or the end.
 * Keeps no other state. Not thread-safe. PLACEHOLDER.
 */
public final class EventDecoder {
    /** A decoder that tells the given listener. */
    public EventDecoder(DecodeOptions options, EventListener listener) {}

    /**
     * Takes in one packet, header included, as received at the given time (ns since the epoch, 0 if unknown). Never
     * throws for what is in the bytes: what can't be read is counted, see {@link #malformed}.
     */
    public void packet(byte[] buffer, int offset, int length, long receivedNs) {
        throw new UnsupportedOperationException("PLACEHOLDER: decode helper");
    }

    /** The connection ended: everything that is held becomes an event, in the order of arrival. */
    public void end() {
        throw new UnsupportedOperationException("PLACEHOLDER: decode helper");
    }

    /** How many packets could not be read. */
    public long malformed() {
        return 0;
    }
}
