// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import java.io.IOException;

/**
 * Something that takes lines, one at a time. {@link #deliver} and {@link #close} are for the output's thread, the other
 * methods for any.
 */
public interface Destination {
    /** Its name for log and metrics: no user, password, path or query of a URL, which may be secrets. */
    String name();

    /**
     * Delivers one line, with its line feed. May block; {@link #abort} ends that.
     *
     * @throws RejectedException when this line will never be taken
     * @throws IOException when it may be taken later
     */
    void deliver(byte[] line) throws IOException, InterruptedException;

    /** Ends the delivery under way, which has taken too long, with an error. */
    default void abort() {}

    /** The recorder got SIGHUP: files are opened, and secrets read, again before the next delivery. */
    default void refresh() {}

    /** Releases what is open. */
    default void close() {}
}
