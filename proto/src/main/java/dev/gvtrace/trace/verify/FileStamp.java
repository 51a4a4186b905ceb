// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import org.jspecify.annotations.Nullable;

/**
 * The time stamp that covers a file of a recording, or the first lines of a ledger.
 *
 * @param stamp the stamp; its problem also says when it is over something else
 * @param counts whether it is right, of a trusted authority, and early enough
 * @param ledger the ledger that the stamp is over, if that has the file's seal; null when it is over the file itself
 * @param line for a file, the line of the ledger that has its seal; for a ledger, the number of lines under the stamp;
 *     otherwise 0
 * @param afterNs time between the end of the file, as its recorder wrote it, and the stamp; null when not known
 */
public record FileStamp(
        TimeStamp stamp,
        boolean counts,
        @Nullable String ledger,
        long line,
        @Nullable Long afterNs) {}
