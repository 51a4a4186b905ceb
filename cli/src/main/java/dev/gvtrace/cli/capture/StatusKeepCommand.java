// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.cli.capture.status.ControlClient;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a flight recorder keep what it holds. */
@Command(
        name = "keep",
        description =
                "Makes a flight recorder (gvtrace capture --flight-recorder) keep what it holds and what follows.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The request, with the user's id and the reason, is in the ledger and in the traces.",
            "The exit code is 2 if the recorder keeps everything anyway, or holds nothing of the container, and 3 if no",
            "recorder answers."
        })
final class StatusKeepCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = StatusCommand.SOCKET,
            description = "the recorder's socket, as for gvtrace capture (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @Option(
            names = "--container",
            paramLabel = "ID",
            description =
                    "only this sandbox: its id, that of a container in it, or at least the first four characters of"
                            + " one (default: all sandboxes)")
    private @Nullable String container;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the ledger")
    private String reason = "";

    StatusKeepCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (container != null && container.isBlank()) {
            throw new CommandException(ExitCode.USAGE, "--container: expected an id");
        }
        try {
            streams.print(ControlClient.keep(socket, container == null ? "" : container, reason));
            streams.flush();
            return ExitCode.DONE;
        } catch (ControlClient.RefusedException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, String.valueOf(e.getMessage()), e);
        }
    }
}
