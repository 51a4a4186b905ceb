// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ColourChoice;
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
