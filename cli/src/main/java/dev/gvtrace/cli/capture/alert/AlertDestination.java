// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import java.io.IOException;

/**
 * Something that takes alerts, one at a time. {@link #deliver} and {@link #close} are for the output's thread, the
 * other methods for any.
 */
interface AlertDestination {
    /** Its name for log and metrics: no user, password, path or query of a URL, which may be secrets. */
    String name();

    /** The form in which an alert is sent. */
    byte[] encode(Alert alert);

    /**
     * Delivers one alert. May block; {@link #abort} ends that.
     *
     * @throws RejectedAlertException when this alert will never be taken
     * @throws EndedOutputException when no alert will be taken any more
     * @throws IOException when it may be taken later
     */
    void deliver(byte[] encoded) throws IOException, InterruptedException;

    /** Ends the delivery under way, which has taken too long, with an error. */
    default void abort() {}

    /** The recorder got SIGHUP: files are opened, and secrets read, again before the next delivery. */
    default void refresh() {}

    /** Releases what is open. */
    default void close() {}
}
