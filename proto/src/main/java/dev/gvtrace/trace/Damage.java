// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * A range of a trace file that could not be read.
 *
 * @param file the file's path
 * @param offset first byte of the range
 * @param length bytes in it; 0 when something is missing at this place
 * @param what what is wrong, in a few words
 */
public record Damage(String file, long offset, long length, String what) {
    @Override
    public String toString() {
        return length == 0
                ? file + ": " + what + " (at byte " + offset + ")"
                : file + ": " + what + " (bytes " + offset + " to " + (offset + length - 1) + ")";
    }
}
