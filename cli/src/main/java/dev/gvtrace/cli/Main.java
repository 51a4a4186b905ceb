// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry point: runs a command and turns what ends it into one line and an exit code. */
public final class Main {
    private Main() {}

    /** Runs the program with the given words and ends the process. */
    public static void main(String[] words) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(Streams.ofProcess(), words));
    }

    /** Runs the program with the given words; returns one of {@link ExitCode}. Tests call this. */
    public static int run(Streams streams, String... words) {
        if (words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"))) {
            streams.println("gvtrace " + Version.number());
            streams.flush();
            return ExitCode.DONE;
        }
        CommandLine program = Verbs.commandLine(streams, words.length == 0 ? "" : words[0]);
        program.setOut(new java.io.PrintWriter(streams.out(), false, java.nio.charset.StandardCharsets.UTF_8));
        program.setErr(new java.io.PrintWriter(streams.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setColorScheme(CommandLine.Help.defaultColorScheme(colour(streams)));
        program.setParameterExceptionHandler((e, args) -> usage(streams, e));
        program.setExecutionExceptionHandler((e, command, result) -> failed(streams, command, e));
        try {
            int exitCode = program.execute(words);
            program.getOut().flush();
            streams.flush();
            return exitCode;
        } catch (ClosedPipeException e) {
            return ExitCode.DONE;
        } catch (CommandException e) {
            return report(streams, "gvtrace", e);
        } catch (Error e) {
            return internal(streams, "gvtrace", e);
        }
    }

    private static CommandLine.Help.Ansi colour(Streams streams) {
        boolean wanted = streams.outIsTerminal() && !streams.environment().containsKey("NO_COLOR");
        return wanted ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    private static int usage(Streams streams, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        streams.err().println(name + ": " + firstLower(String.valueOf(e.getMessage())));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                streams.err().println("did you mean: " + String.join(", ", near) + "?");
            }
        }
        streams.err().println("try '" + name + " --help'");
        return ExitCode.USAGE;
    }

    private static int failed(Streams streams, CommandLine command, Exception e) {
        String name = command.getCommandSpec().qualifiedName();
        try {
            streams.flush();
        } catch (ClosedPipeException closed) {
            return ExitCode.DONE;
        } catch (CommandException notWritten) {
            return report(streams, name, notWritten);
        }
        if (e instanceof ClosedPipeException) {
            return ExitCode.DONE;
        }
        if (e instanceof CommandException known) {
            return report(streams, name, known);
        }
        return internal(streams, name, e);
    }

    private static int internal(Streams streams, String name, Throwable e) {
        if (streams.environment().containsKey("GVTRACE_DEBUG")) {
            e.printStackTrace(streams.err());
        }
        streams.err().println(name + ": internal error: " + e + " (set GVTRACE_DEBUG=1 for the details)");
        return ExitCode.INTERNAL;
    }

    private static int report(Streams streams, String name, CommandException e) {
        if (streams.environment().containsKey("GVTRACE_DEBUG")) {
            e.printStackTrace(streams.err());
        }
        streams.err().println(name + ": " + e.getMessage());
        return e.exitCode();
    }

    private static String firstLower(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
