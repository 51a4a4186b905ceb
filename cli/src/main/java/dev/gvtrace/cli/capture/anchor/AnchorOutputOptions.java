// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.cli.capture.delivery.DestinationOption;
import dev.gvtrace.cli.capture.delivery.TlsFiles;
import dev.gvtrace.cli.io.Quantities;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for one output; those that follow {@code --anchor} belong to it. */
public final class AnchorOutputOptions {
    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(
            names = "--anchor",
            paramLabel = "OUTPUT",
            required = true,
            description =
                    "where the heads of the traces' chains go while they are recorded, for verify --anchors; may be"
                            + " repeated, and the options below belong to the --anchor before them. One of: file:PATH;"
                            + " http://HOST/PATH or https://HOST/PATH; exec:CMD, run for each. A place that root on this"
                            + " host cannot change. See gvtrace-operation(7)")
    private String output = "";

    @Option(
            names = "--anchor-header-file",
            paramLabel = "FILE",
            description = "headers for http:// and https://, one NAME: VALUE a line; read again on SIGHUP")
    private @Nullable Path headerFile;

    @Option(
            names = "--anchor-ca-file",
            paramLabel = "FILE",
            description = "certificates (PEM) to trust for https:// instead of Java's")
    private @Nullable Path caFile;

    @Option(
            names = "--anchor-client-file",
            paramLabel = "FILE",
            description =
                    "certificate and private key (PEM, PKCS#8) for an https:// receiver that asks for a certificate")
    private @Nullable Path clientFile;

    @Option(
            names = "--anchor-every",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "time between two anchors, 1s to 1d (default: 1m)")
    private Duration every = Duration.ofMinutes(1);

    /**
     * Time between two anchors.
     *
     * @throws dev.gvtrace.cli.io.CommandException if it is out of range
     */
    Duration every() {
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(LONGEST) > 0) {
            throw DestinationOption.usage("invalid --anchor-every: expected 1s to 1d");
        }
        return every;
    }

    /**
     * Where it goes.
     *
     * @throws dev.gvtrace.cli.io.CommandException if that is not valid
     */
    Destination destination(DestinationOption to) {
        if (headerFile != null && !DestinationOption.isWebhook(output)) {
            throw DestinationOption.usage("--anchor-header-file: expected after --anchor http://… or https://…");
        }
        if (caFile != null && !output.startsWith("https://")) {
            throw DestinationOption.usage("--anchor-ca-file: expected after --anchor https://…");
        }
        if (clientFile != null && !output.startsWith("https://")) {
            throw DestinationOption.usage("--anchor-client-file: expected after --anchor https://…");
        }
        Destination made = to.destination(
                output, new DestinationOption.Secrets(headerFile, new TlsFiles("--anchor", caFile, clientFile)));
        if (made == null) {
            throw to.unknown(output, "file:PATH, http://…, https://… or exec:CMD");
        }
        return made;
    }
}
