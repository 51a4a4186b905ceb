// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.api.GvtraceException;
import dev.gvtrace.cli.io.ClosedPipeException;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.text.FileNames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry point: runs a command and converts its error into one line and an exit code. */
public final class Main {
    private Main() {}

    /** Runs the program with the given words and ends the process. */
    public static void main(String[] words) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(Streams.ofProcess(), CommandLineWords.lossless(words)));
    }

    /** Runs the program with the given words; returns one of {@link ExitCode}. Tests call this. */
    public static int run(Streams streams, String... words) {
        try {
            if (words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"))) {
                streams.println("gvtrace " + Version.number());
                streams.flush();
                return ExitCode.DONE;
            }
            return execute(streams, words);
        } catch (ClosedPipeException e) {
            return ExitCode.DONE;
        } catch (CommandException e) {
            return report(streams, "gvtrace", e);
        } catch (Error e) {
            return internal(streams, "gvtrace", e);
        }
    }

    private static int execute(Streams streams, String... words) {
        CommandLine program = Verbs.commandLine(streams, words.length == 0 ? "" : words[0]);
        StringWriter help = new StringWriter();
        program.setOut(new PrintWriter(help));
        program.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        program.registerConverter(Path.class, FileNames::ofWord);
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setColorScheme(CommandLine.Help.defaultColorScheme(colour(streams)));
        program.setParameterExceptionHandler((e, args) -> usage(streams, e));
        program.setExecutionExceptionHandler((e, command, result) -> failed(streams, command, e));
        int exitCode = program.execute(words);
        streams.print(help.toString());
        streams.flush();
        return exitCode;
    }

    private static CommandLine.Help.Ansi colour(Streams streams) {
        boolean wanted = streams.terminals().out() && !streams.environment().containsKey("NO_COLOR");
        return wanted ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    /** One line: the error, a suggestion, and where to find help. */
    private static int usage(Streams streams, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (e.getCause() instanceof CommandException cause) {
            return report(streams, name, cause);
        }
        ParameterException first = unmatched(e);
        String message = firstLower(String.valueOf(first.getMessage()));
        if (first instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                message += ", did you mean " + String.join(" or ", near) + "?";
            }
        }
        streams.report(name + ": " + message + " (see '" + name + " --help')");
        return ExitCode.USAGE;
    }

    /** A misspelt option is the cause, not the parameter that is missing because of it. */
    private static ParameterException unmatched(ParameterException e) {
        List<String> words = e.getCommandLine().getUnmatchedArguments();
        boolean option = e instanceof MissingParameterException
                && words.stream().anyMatch(word -> word.length() > 1 && word.startsWith("-"));
        return option ? new UnmatchedArgumentException(e.getCommandLine(), words) : e;
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
        if (e instanceof ProviderFailedException fault) {
            return report(
                    streams, name, new CommandException(ExitCode.USAGE, String.valueOf(fault.getMessage()), fault));
        }
        if (e instanceof GvtraceException problem) {
            return failed(streams, name, problem);
        }
        if (e instanceof UncheckedIOException unreadable) {
            return report(
                    streams,
                    name,
                    new CommandException(ExitCode.NOT_READABLE, String.valueOf(unreadable.getMessage()), unreadable));
        }
        return internal(streams, name, e);
    }

    /** The message of an exception of the api. */
    private static int failed(Streams streams, String name, GvtraceException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NOT_READABLE, NOT_A_TRACE, DAMAGED, UNSUPPORTED_VERSION ->
                report(streams, name, new CommandException(ExitCode.NOT_READABLE, message, e));
            case INVALID_REQUEST, INVALID_RULES, INVALID_EXTENSION ->
                report(streams, name, new CommandException(ExitCode.USAGE, message, e));
            case CLOSED, INTERNAL -> internal(streams, name, e.getCause() == null ? e : e.getCause());
        };
    }

    private static int internal(Streams streams, String name, Throwable e) {
        if (streams.environment().containsKey("GVTRACE_DEBUG")) {
            e.printStackTrace(streams.err());
        }
        streams.report(name + ": internal error: " + e + " (set GVTRACE_DEBUG=1 for the details)");
        return ExitCode.INTERNAL;
    }

    private static int report(Streams streams, String name, CommandException e) {
        if (streams.environment().containsKey("GVTRACE_DEBUG")) {
            e.printStackTrace(streams.err());
        }
        streams.report(name + ": " + e.getMessage());
        return e.exitCode();
    }

    private static String firstLower(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
