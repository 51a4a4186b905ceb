// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.Text;
import java.nio.file.Path;
import java.util.UUID;

/** Is notified of the files of one recording, by the threads that write them: never blocks, never throws. */
public interface SegmentListener {
    /** Ignores everything. */
    SegmentListener NONE = new SegmentListener() {};

    /** A file was created; messages follow. */
    default void begun(UUID recording, int segment, Path file) {}

    /** The last file begun is closed, sealed or not. */
    default void ended() {}

    /** The recording has ended: no file follows. */
    default void over() {}

    /** Makes a listener for each recording. */
    interface Factory {
        /** Ignores everything. */
        Factory NONE = (connection, sandbox) -> SegmentListener.NONE;

        /**
         * The listener for a connection's recording.
         *
         * @param connection number of the connection
         * @param sandbox id of the sandbox; empty when unknown
         */
        SegmentListener of(long connection, Text sandbox);
    }
}
