// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import java.util.List;

/** The script for zsh: a function for each command, in the words of zsh's own {@code _arguments}. */
final class ZshCompletion {
    private ZshCompletion() {}

    static String script(Outline program) {
        StringBuilder out = new StringBuilder();
        out.append("#compdef gvtrace\n# Completions of gvtrace for zsh, written by: gvtrace generate-completion zsh\n");
        out.append("\n_gvtrace_words_or_files() {\n  compadd -- \"$@\"\n  _files\n}\n");
        program.all().forEach(command -> function(out, command));
        out.append(
                "\nif [ \"$funcstack[1]\" = _gvtrace ]; then\n  _gvtrace \"$@\"\nelse\n  compdef _gvtrace gvtrace\nfi\n");
        return out.toString();
    }

    private static void function(StringBuilder out, Outline command) {
        out.append('\n').append(command.function()).append("() {\n");
        boolean has = !command.commands().isEmpty();
        if (has) {
            out.append("  local curcontext=\"$curcontext\" state line ret=1\n  local -a commands\n");
            out.append("  commands=(\n");
            for (Outline each : command.commands()) {
                out.append("    ")
                        .append(quoted(each.name() + ":" + each.description()))
                        .append('\n');
            }
            out.append("  )\n");
        }
        out.append("  _arguments -S").append(has ? " -C" : "");
        command.options().forEach(option -> option(out, option));
        if (has) {
            out.append(" \\\n    '1: :->command' \\\n    '*:: :->words' && ret=0\n");
            dispatch(out, command);
        } else {
            arguments(out, command);
            out.append('\n');
        }
        out.append("}\n");
    }

    private static void dispatch(StringBuilder out, Outline command) {
        out.append("  case $state in\n    command) _describe -t commands command commands && ret=0 ;;\n    words)\n");
        out.append("      case $words[1] in\n");
        for (Outline each : command.commands()) {
            out.append("        ")
                    .append(each.name())
                    .append(") ")
                    .append(each.function())
                    .append(" && ret=0 ;;\n");
        }
        out.append("      esac\n      ;;\n  esac\n  return ret\n");
    }

    private static void option(StringBuilder out, Outline.Option option) {
        String others = option.repeated() ? "*" : "(" + String.join(" ", option.names()) + ")";
        for (String name : option.names()) {
            boolean valued = option.takesValue();
            String assigned = !valued ? "" : name.startsWith("--") ? "=" : "+";
            String text = others + name + assigned + "[" + escaped(option.description()) + "]";
            out.append(" \\\n    ").append(quoted(valued ? text + action(option.values()) : text));
        }
    }

    private static void arguments(StringBuilder out, Outline command) {
        List<Values> arguments = command.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            boolean last = i == arguments.size() - 1;
            String index = last && command.repeated() ? "*" : String.valueOf(i + 1);
            out.append(" \\\n    ").append(quoted(index + action(arguments.get(i))));
        }
    }

    private static String action(Values values) {
        String words = String.join(" ", values.words());
        String action = switch (values.kind()) {
            case NOTHING, TEXT -> " ";
            case WORDS -> "(" + words + ")";
            // the blank keeps _arguments from adding options of its own
            case FILE -> words.isEmpty() ? "_files" : " _gvtrace_words_or_files " + words;
            case DIRECTORY -> "_files -/";
        };
        return ":" + escaped(values.label()) + ":" + action;
    }

    /** For {@code _arguments}: brackets and colons end a description or label. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
