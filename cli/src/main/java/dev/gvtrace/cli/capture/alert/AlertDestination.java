// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.replay.engine.Alert;

/**
 * Something that takes alerts, one at a time, each encoded. An {@link EndedOutputException} means that no alert will be
 * taken any more.
 */
interface AlertDestination extends Destination {
    /** The form in which an alert is sent. */
    byte[] encode(Alert alert);
}
