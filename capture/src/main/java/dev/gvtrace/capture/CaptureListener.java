// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import java.nio.file.Path;

/**
 * Is notified of what is recorded, on the recorder's side of the buffer: while a listener works, recording of that
 * connection is blocked, and when its buffer is full the Sentry drops messages. Calls for one connection come one after
 * the other, each record after it was passed to the trace file (packets also while they cannot be written); different
 * connections call from different threads. After a listener throws, it is not called for that connection any more;
 * recording continues.
 */
public interface CaptureListener {
    /** Ignores everything. */
    CaptureListener NONE = new CaptureListener() {};

    /**
     * A sandbox has connected and is recorded; its trace begins with this record. The first call for each connection.
     */
    default void opened(ConnectionInfo connection, Opening opening) {}

    /**
     * A packet as received, malformed ones included.
     *
     * @param receivedNs nanoseconds since the epoch
     * @param buffer contains the packet; overwritten after the call
     */
    default void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {}

    /** Messages are missing before the next packet. */
    default void gap(ConnectionInfo connection, Gap gap) {}

    /** Facts from the host, JSON. */
    default void facts(ConnectionInfo connection, long atNs, String kind, byte[] json) {}

    /** The output of {@code runsc trace procfs}. */
    default void procfs(ConnectionInfo connection, long atNs, byte[] dump) {}

    /** A trace file was ended and the next one begun. */
    default void rotated(ConnectionInfo connection, Path nextFile) {}

    /** The recording has ended and its file is closed. */
    default void closed(ConnectionInfo connection, String reason) {}

    /** A listener for synthetic traffic that does the same work without any effect, so that its code is compiled. */
    default CaptureListener forWarmup() {
        return NONE;
    }
}
