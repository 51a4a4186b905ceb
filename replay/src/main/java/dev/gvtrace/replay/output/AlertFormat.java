// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.engine.Alert;

/**
 * A way to print alerts. Stateless, thread-safe. Internal: extensions implement {@code AlertFormatExtension} of {@code
 * dev.gvtrace.api.extension}, for which there is an adapter.
 */
public interface AlertFormat extends NamedFormat {
    /** The bytes of one alert, including its terminator; depends only on the alert. */
    byte[] format(Alert alert);
}
