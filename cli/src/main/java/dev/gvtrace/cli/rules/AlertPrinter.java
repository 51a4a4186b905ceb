// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.output.AlertFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Formats the alerts of one connection and counts them by priority. Not thread-safe. */
final class AlertPrinter {
    private final AlertFormat format;
    private final Lines out;
    private final long[] counts;

    /**
     * A printer.
     *
     * @param counts where alerts are counted, by priority
     */
    AlertPrinter(AlertOptions options, Lines out, long[] counts) {
        format = options.format();
        this.out = out;
        this.counts = counts;
    }

    /** Takes lines. */
    interface Lines {
        /** The line of an alert, with its line feed. */
        void line(long timeNs, byte[] line) throws IOException;
    }

    /** Writes an alert. */
    void alert(Alert alert) {
        counts[alert.priority()]++;
        try {
            out.line(alert.timeNs(), format.format(alert));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
