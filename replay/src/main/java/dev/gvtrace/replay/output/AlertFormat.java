// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.engine.Alert;

/**
 * A way to print alerts. Found by {@link java.util.ServiceLoader}: a class with a public constructor without
 * parameters, named in {@code META-INF/services/dev.gvtrace.replay.output.AlertFormat}. Stateless, thread-safe.
 */
public interface AlertFormat extends NamedFormat {
    /** The bytes of one alert, with whatever ends it; depends on nothing but the alert. */
    byte[] format(Alert alert);
}
