// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;

/**
 * What sentences have in common that are folded into one when there are many.
 *
 * @param kind what happened
 * @param who the name of the processes
 * @param where the directory, program or address
 */
record Fold(Kind kind, Text who, Text where) {
    /** A kind of sentences, and from how many of them on they are folded. */
    enum Kind {
        RAN(6),
        COPIED(4),
        TRIED_TO_RUN(4),
        WROTE(6),
        READ(4),
        READ_SECRET(8),
        FAILED_TO_OPEN(4),
        CONNECTED(6),
        FAILED_TO_CONNECT(4),
        ACCEPTED(6),
        USED_CONNECTION(6),
        CHANGED(6),
        CALLED(6),
        IDENTITY(6),
        EXITED(3),
        SIGNALLED(3);

        private final int most;

        Kind(int most) {
            this.most = most;
        }

        /** The largest number of sentences that are not folded. */
        int most() {
            return most;
        }
    }
}
