// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for metrics. */
public final class MetricsOption {
    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT|FILE",
            description =
                    "metrics for Prometheus: over HTTP as /metrics, with /healthz, for instance on 127.0.0.1:9464; or into a file, whose path has a /, each 10 seconds")
    private @Nullable String target;

    /** No metrics unless the user asks for them. */
    public MetricsOption() {}

    /**
     * Where metrics go.
     *
     * @throws CommandException if that is neither an address nor a file
     */
    public StatusService.Metrics target() {
        String text = target;
        if (text == null) {
            return StatusService.Metrics.NONE;
        }
        if (!text.contains("/")) {
            InetSocketAddress address = MetricsServer.address(text);
            if (address == null) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "invalid --metrics '" + text + "': expected ADDRESS:PORT, or the path of a file with a /");
            }
            return new StatusService.Metrics(address, null);
        }
        Path file = FileNames.ofWord(text);
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.USAGE, "--metrics " + text + ": expected a file in a directory that exists");
        }
        return new StatusService.Metrics(null, file);
    }
}
