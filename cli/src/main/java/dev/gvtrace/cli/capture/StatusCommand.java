// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.cli.capture.status.ControlClient;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the state of a running recorder. */
@Command(
        name = "status",
        description = "Shows the state of a running recorder: health, sandboxes, losses, alerts.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The exit code is 0 if nothing keeps the recorder from recording, 1 if something does, and 3 if no recorder",
            "answers. The control socket is beside the recorder's, with .control at its end; only the recorder's user",
            "can use it."
        })
public final class StatusCommand implements Callable<Integer> {
    /** Where recorders listen unless another place is given. */
    static final String SOCKET = "/run/gvtrace/gvtrace.sock";

    private static final long WATCH_SECONDS = 2;
    private static final String CLEAR = "\033[H\033[2J";

    private final Streams streams;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = SOCKET,
            description = "the recorder's socket, as for gvtrace capture (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @Option(names = "--watch", description = "show it again each two seconds, until interrupted or the recorder ends")
    private boolean watch;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line)")
    private Format format = Format.TEXT;

    /** How a status is shown. */
    enum Format {
        TEXT,
        JSON
    }

    public StatusCommand(Streams streams) {
        this.streams = streams;
    }

    /** The command with its subcommand. */
    public static CommandLine commandLine(Streams streams) {
        return new CommandLine(new StatusCommand(streams)).addSubcommand("keep", new StatusKeepCommand(streams));
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean healthy = show();
        while (watch) {
            TimeUnit.SECONDS.sleep(WATCH_SECONDS);
            healthy = show();
        }
        return healthy ? ExitCode.DONE : ExitCode.FOUND;
    }

    private boolean show() {
        try {
            ControlClient.Answer answer =
                    ControlClient.status(socket, format.name().toLowerCase(Locale.ROOT));
            if (watch && format == Format.TEXT) {
                streams.print(streams.terminals().out() ? CLEAR : "");
            }
            streams.print(answer.text());
            if (watch && format == Format.TEXT && !streams.terminals().out()) {
                streams.print("\n");
            }
            streams.flush();
            return answer.healthy();
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, String.valueOf(e.getMessage()), e);
        }
    }
}
