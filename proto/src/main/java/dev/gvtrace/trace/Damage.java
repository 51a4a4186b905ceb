// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * A damaged range of a trace file.
 *
 * @param file the file's path
 * @param offset first byte of the range
 * @param length bytes in it; 0 when something is missing at this place
 * @param what the damage, in a few words
 * @param losesRecords whether records may be missing because of it
 */
public record Damage(String file, long offset, long length, String what, boolean losesRecords) {
    @Override
    public String toString() {
        String where = length == 0 ? "at byte " + offset : "bytes " + offset + " to " + (offset + length - 1);
        return file + ": " + what + " (" + where + ")" + (losesRecords ? "" : "; no record is lost by it");
    }
}
