// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import java.util.List;
import java.util.stream.Stream;

/**
 * The script for bash 4 and later; it does not need the package bash-completion. A table of commands gives the words
 * that follow each, and a table of options what the value of each is.
 */
final class BashCompletion {
    private static final String HEAD = """
            # Completions of gvtrace for bash, written by: gvtrace generate-completion bash

            # $1 is a command with its options, such as "gvtrace rules list --format": how its value is completed
            _gvtrace_value() {
              case "$1" in
            """;
    private static final String COMMANDS = """
                *) echo none ;;
              esac
            }

            # $1 is a command, $2 one of: commands, options, arguments
            _gvtrace_words() {
              case "$1/$2" in
            """;
    private static final String BODY = """
              esac
            }

            # offers what begins with the word at the cursor; $1 is a kind of values
            _gvtrace_offer() {
              local kind=$1 IFS=$'\\n'
              compopt -o default +o default 2>/dev/null
              case "$kind" in
                words:*) COMPREPLY=($(compgen -W "$(tr ' ' '\\n' <<<"${kind#words:}")" -- "$current")) ;;
                files*)
                  COMPREPLY=($(compgen -f -- "$current"))
                  [ "$kind" = files ] || COMPREPLY+=($(compgen -W "$(tr ' ' '\\n' <<<"${kind#files:}")" -- "$current"))
                  compopt -o filenames 2>/dev/null
                  ;;
                directories)
                  COMPREPLY=($(compgen -d -- "$current"))
                  compopt -o filenames 2>/dev/null
                  ;;
              esac
            }

            _gvtrace() {
              # bash ends words at "=", so that --format=json is three of them
              local current=${COMP_WORDS[COMP_CWORD]} before= command=gvtrace word at kind commands=yes
              COMPREPLY=()
              [ "$current" != = ] || current=
              for ((at = 1; at < COMP_CWORD; at++)); do
                word=${COMP_WORDS[at]}
                [ "$word" != = ] || continue
                if [ -n "$before" ]; then before=; continue; fi
                case "$word" in
                  -*)
                    [ "$(_gvtrace_value "$command $word")" = none ] || before=$word
                    ;;
                  *)
                    case " $(_gvtrace_words "$command" commands) " in
                      *" $word "*) command="$command $word" ;;
                    esac
                    ;;
                esac
              done
              if [ -n "$before" ]; then
                _gvtrace_offer "$(_gvtrace_value "$command $before")"
                return
              fi
              case "$current" in
                -*) _gvtrace_offer "words:$(_gvtrace_words "$command" options)" ;;
                *)
                  kind=$(_gvtrace_words "$command" commands)
                  if [ -n "$kind" ]; then kind=words:$kind; else kind=$(_gvtrace_words "$command" arguments); fi
                  _gvtrace_offer "$kind"
                  ;;
              esac
            }

            complete -F _gvtrace gvtrace
            """;

    private BashCompletion() {}

    static String script(Outline program) {
        StringBuilder out = new StringBuilder(HEAD);
        program.all().forEach(command -> values(out, command));
        out.append(COMMANDS);
        program.all().forEach(command -> words(out, command));
        return out.append(BODY).toString();
    }

    private static void values(StringBuilder out, Outline command) {
        for (Outline.Option option : command.options()) {
            if (option.takesValue()) {
                List<String> patterns = option.names().stream()
                        .map(name -> "'" + command.path() + " " + name + "'")
                        .toList();
                line(out, String.join(" | ", patterns), kind(option.values()));
            }
        }
    }

    private static void words(StringBuilder out, Outline command) {
        if (!command.commands().isEmpty()) {
            line(
                    out,
                    "'" + command.path() + "/commands'",
                    join(command.commands().stream().map(Outline::name)));
        }
        line(out, "'" + command.path() + "/options'", join(command.optionNames().stream()));
        // the first argument may be of a kind of its own; what is offered for any is what the last one takes
        Stream<String> kinds = command.arguments().stream().map(BashCompletion::kind);
        kinds.reduce((first, last) -> last).ifPresent(kind -> line(out, "'" + command.path() + "/arguments'", kind));
    }

    private static void line(StringBuilder out, String pattern, String answer) {
        out.append("    ").append(pattern).append(") echo '").append(answer).append("' ;;\n");
    }

    private static String kind(Values values) {
        String words = join(values.words().stream());
        return switch (values.kind()) {
            case NOTHING -> "none";
            case TEXT -> "text";
            case WORDS -> "words:" + words;
            case FILE -> words.isEmpty() ? "files" : "files:" + words;
            case DIRECTORY -> "directories";
        };
    }

    private static String join(Stream<String> words) {
        return String.join(" ", words.toList());
    }
}
