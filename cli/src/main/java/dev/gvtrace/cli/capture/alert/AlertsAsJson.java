// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.replay.engine.Alert;
import java.io.IOException;

/** A destination of lines that gets Falco's JSON. */
final class AlertsAsJson implements AlertDestination {
    private final Destination lines;
    private final AlertEncoder encoder = AlertEncoder.json(Destinations.MOST_BYTES);

    AlertsAsJson(Destination lines) {
        this.lines = lines;
    }

    @Override
    public String name() {
        return lines.name();
    }

    @Override
    public byte[] encode(Alert alert) {
        return encoder.encode(alert);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException, InterruptedException {
        lines.deliver(encoded);
    }

    @Override
    public void abort() {
        lines.abort();
    }

    @Override
    public void refresh() {
        lines.refresh();
    }

    @Override
    public void close() {
        lines.close();
    }
}
