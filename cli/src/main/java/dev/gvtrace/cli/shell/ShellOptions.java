// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ColourChoice;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose how answers are shown. */
final class ShellOptions {
    @Option(names = "--wide", description = "all columns with their whole contents, whatever the terminal's width is")
    private boolean wide;

    @Option(
            names = {"-v", "--vertical"},
            description = "tables with each column on a line of its own")
    private boolean vertical;

    @Option(names = "--no-pager", description = "no pager for answers that are longer than the screen")
    private boolean unpaged;

    @Option(names = "--no-rc", description = "do not read the file with settings and saved questions")
    private boolean withoutStartFile;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto (on a terminal, unless NO_COLOR is set), always or never")
    private ColourChoice colour = ColourChoice.AUTO;

    @Option(
            names = "--sql-timeout",
            paramLabel = "TIME",
            description = "end statements of SQL that take longer, such as 30s; without it none is ended")
    private @Nullable String sqlTimeout;

    @Option(
            names = "--fail-on-rows",
            description = "exit with 1 if an answer has a row; with several commands, if any has one")
    private boolean failsOnRows;

    boolean failsOnRows() {
        return failsOnRows;
    }

    /** How long a statement of SQL may run; null for any time. */
    @Nullable
    Duration sqlTimeout() {
        String text = sqlTimeout;
        if (text == null) {
            return null;
        }
        try {
            Duration longest = Duration.ofNanos(Moment.durationNs(text));
            if (longest.toMillis() > 0) {
                return longest;
            }
            throw new CommandException(ExitCode.USAGE, "invalid --sql-timeout '" + text + "': expected 1ms or more");
        } catch (RequestException e) {
            throw new CommandException(ExitCode.USAGE, "--sql-timeout: " + e.getMessage(), e);
        }
    }

    boolean wide() {
        return wide;
    }

    boolean vertical() {
        return vertical;
    }

    boolean unpaged() {
        return unpaged;
    }

    boolean withoutStartFile() {
        return withoutStartFile;
    }

    ColourChoice colour() {
        return colour;
    }
}
