// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.cli.io.ClosedPipeException;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.engine.Alert;
import java.io.IOException;

/** Standard output. Once it cannot be written it has ended: part of an alert may have been written. */
final class StandardOutput implements AlertDestination {
    private final Streams streams;
    private final AlertEncoder encoder;

    StandardOutput(Streams streams, AlertEncoder encoder) {
        this.streams = streams;
        this.encoder = encoder;
    }

    @Override
    public String name() {
        return "standard output";
    }

    @Override
    public byte[] encode(Alert alert) {
        return encoder.encode(alert);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException {
        try {
            streams.write(encoded);
            streams.flush();
        } catch (ClosedPipeException e) {
            throw new EndedOutputException("standard output is closed", true, e);
        } catch (CommandException e) {
            throw new EndedOutputException(String.valueOf(e.getMessage()), false, e);
        }
    }
}
