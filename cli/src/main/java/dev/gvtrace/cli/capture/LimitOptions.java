// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureLimits;
import dev.gvtrace.cli.io.Quantities;
import picocli.CommandLine.Option;

/** Options of {@code gvtrace capture} for its limits. */
final class LimitOptions {
    @Option(names = "--max-connections", paramLabel = "N", description = "most sandboxes at a time (default: 1024)")
    private int connections = CaptureLimits.defaults().connections();

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "longest message that is recorded (default: 1M)")
    private long message = CaptureLimits.defaults().messageBytes();

    @Option(
            names = "--buffer",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "memory per sandbox for messages not yet written, a power of two (default: 8M)")
    private long buffer = CaptureLimits.defaults().bufferBytes();

    /**
     * The limits.
     *
     * @throws IllegalArgumentException if one is out of range
     * @throws ArithmeticException if a size does not fit
     */
    CaptureLimits limits() {
        return CaptureLimits.defaults()
                .withConnections(connections)
                .withSizes(Math.toIntExact(message), Math.toIntExact(buffer));
    }
}
