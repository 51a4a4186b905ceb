// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The end of a sealed file: the last value of its chain of SHA-256 sums, from which the next file continues.
 * Immutable.
 */
public final class Seal {
    private final UUID recording;
    private final int segment;
    private final long sequence;
    private final byte[] value;

    public Seal(UUID recording, int segment, long sequence, byte[] value) {
        this.recording = recording;
        this.segment = segment;
        this.sequence = sequence;
        this.value = value.clone();
    }

    /** Id of the recording that the sealed file belongs to. */
    public UUID recording() {
        return recording;
    }

    /** Number of the sealed file within its recording, from 0. */
    public int segment() {
        return segment;
    }

    /** Sequence number of the last message up to the end of the sealed file. */
    public long sequence() {
        return sequence;
    }

    /** The 32 bytes of the seal; a copy. */
    public byte[] value() {
        return value.clone();
    }

    /** The seal in lower-case hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seal that
                && recording.equals(that.recording)
                && segment == that.segment
                && sequence == that.sequence
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
