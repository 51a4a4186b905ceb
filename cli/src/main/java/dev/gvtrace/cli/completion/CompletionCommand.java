// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import dev.gvtrace.cli.io.Streams;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the script that completes command lines of the program in a shell. Its help lists no option: it is hidden. */
@Command(
        name = "generate-completion",
        hidden = true,
        description = "Prints the script that completes command lines of gvtrace in a shell.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CompletionCommand implements Runnable {
    /** The shells, in lower case on the command line. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private final Streams streams;
    private final Supplier<CommandLine> program;

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "bash (default), zsh or fish")
    private Shell shell = Shell.BASH;

    /** The program is that with all its commands. */
    public CompletionCommand(Streams streams, Supplier<CommandLine> program) {
        this.streams = streams;
        this.program = program;
    }

    @Override
    public void run() {
        Outline outline = Outline.of(program.get());
        streams.print(
                switch (shell) {
                    case BASH -> BashCompletion.script(outline);
                    case ZSH -> ZshCompletion.script(outline);
                    case FISH -> FishCompletion.script(outline);
                });
    }
}
