// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.rule.Priority;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes the alerts of one connection and counts them. Not thread-safe. */
final class AlertPrinter {
    private final AlertFormatter formatter;
    private final OutputStream out;
    private final int failingAt;
    private long alerts;
    private boolean failing;

    AlertPrinter(AlertOptions options, OutputStream out, @Nullable Priority failOn) {
        formatter = options.formatter();
        this.out = out;
        failingAt = failOn == null ? -1 : failOn.ordinal();
    }

    /** Writes an alert. */
    void alert(Alert alert) {
        alerts++;
        failing |= alert.priority() <= failingAt;
        try {
            out.write(formatter.format(alert));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many there were. */
    long alerts() {
        return alerts;
    }

    /** True if one was as urgent as the user asked to be told of. */
    boolean failing() {
        return failing;
    }
}
