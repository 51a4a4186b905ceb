// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import java.util.List;

/**
 * The script for fish. A function finds the command that is being typed; each completion has a condition on it, since
 * fish keeps one list for a program.
 */
final class FishCompletion {
    private static final String HEAD = """
            # Completions of gvtrace for fish, written by: gvtrace generate-completion fish

            # true if the words before the cursor call this command and none below it
            function __gvtrace_at
              set -l words (commandline -opc)
              set -e words[1]
              set -l at gvtrace
              for word in $words
                if contains -- "$at $word" $__gvtrace_commands
                  set at "$at $word"
                end
              end
              test "$at" = "$argv[1]"
            end

            """;

    private FishCompletion() {}

    static String script(Outline program) {
        StringBuilder out = new StringBuilder(HEAD);
        List<String> paths =
                program.all().skip(1).map(command -> quoted(command.path())).toList();
        out.append("set -g __gvtrace_commands ").append(String.join(" ", paths)).append('\n');
        out.append("complete -c gvtrace -e\ncomplete -c gvtrace -f\n");
        program.all().forEach(command -> lines(out, command));
        return out.toString();
    }

    private static void lines(StringBuilder out, Outline command) {
        out.append('\n');
        String start = "complete -c gvtrace -n " + quoted("__gvtrace_at \"" + command.path() + "\"");
        for (Outline each : command.commands()) {
            out.append(start).append(" -a ").append(each.name());
            out.append(" -d ").append(quoted(each.description())).append('\n');
        }
        for (Outline.Option option : command.options()) {
            out.append(start);
            option.names().forEach(name -> out.append(name(name)));
            if (option.takesValue()) {
                out.append(values(option.values(), " -r"));
            }
            out.append(" -d ").append(quoted(option.description())).append('\n');
        }
        if (command.commands().isEmpty() && !command.arguments().isEmpty()) {
            Values last = command.arguments().get(command.arguments().size() - 1);
            if (last.kind() == Values.Kind.FILE || last.kind() == Values.Kind.WORDS) {
                out.append(start).append(values(last, "")).append('\n');
            }
        }
    }

    private static String name(String name) {
        if (name.startsWith("--")) {
            return " -l " + name.substring(2);
        }
        return (name.length() == 2 ? " -s " : " -o ") + name.substring(1);
    }

    private static String values(Values values, String required) {
        String words = values.words().isEmpty() ? "" : " -a " + quoted(String.join(" ", values.words()));
        return switch (values.kind()) {
            case NOTHING -> "";
            case TEXT -> required + " -f";
            case WORDS -> required + " -f" + words;
            case FILE -> required + " -F" + words;
            case DIRECTORY -> required + " -f -a '(__fish_complete_directories)'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
