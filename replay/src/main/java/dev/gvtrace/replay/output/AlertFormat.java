// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.engine.Alert;

/**
 * A way to print alerts. Stateless, thread-safe. Internal: extensions implement {@code AlertFormatExtension} of {@code
 * dev.gvtrace.api.extension}, for which there is an adapter.
 */
public interface AlertFormat extends NamedFormat {
    /** The bytes of one alert, with whatever ends it; depends on nothing but the alert. */
    byte[] format(Alert alert);
}
