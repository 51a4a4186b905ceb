// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.io.ListedCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes man pages (troff) of what picocli knows about a command, so that help and man page cannot differ. */
final class ManPageWriter {
    private static final Pattern ENTRY = Pattern.compile("(\\S(?:.*?\\S)?) {2,}(\\S.*)");

    private final StringBuilder out = new StringBuilder();

    private ManPageWriter() {}

    /** The page of a command; with the pages it refers to, such as {@code gvtrace-info(1)}. */
    static String page(CommandLine command, List<String> seeAlso) {
        return new ManPageWriter().write(command, seeAlso);
    }

    private String write(CommandLine command, List<String> seeAlso) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName("-");
        line(
                ".\\\" Written by ManPagesTest from the command's definition; change that, then run with -Dgolden.update=true.");
        line(".TH " + name.toUpperCase(java.util.Locale.ROOT) + " 1 \"\" gvtrace \"gvtrace manual\"");
        line(".SH NAME");
        String[] description = spec.usageMessage().description();
        line(escape(name) + " \\- " + escape(firstSentence(description)));
        line(".SH SYNOPSIS");
        line(escape(plain(command.getHelp().synopsis(0)).strip().replaceAll("\\s+", " ")));
        line(".SH DESCRIPTION");
        for (String paragraph : description) {
            line(escape(plain(paragraph)));
            line(".PP");
        }
        parameters(spec);
        options(spec);
        subcommands(command);
        footer(spec);
        exitCodes(spec);
        if (!seeAlso.isEmpty()) {
            line(".SH SEE ALSO");
            line(escape(String.join(", ", seeAlso)));
        }
        return out.toString();
    }

    private void parameters(CommandSpec spec) {
        List<PositionalParamSpec> parameters =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!parameters.isEmpty()) {
            line(".SH ARGUMENTS");
            parameters.forEach(p -> entry(p.paramLabel(), p));
        }
    }

    private void options(CommandSpec spec) {
        List<OptionSpec> options =
                spec.options().stream().filter(o -> !o.hidden()).toList();
        if (!options.isEmpty()) {
            line(".SH OPTIONS");
            for (OptionSpec option : options) {
                String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
                entry(String.join(", ", option.names()) + value, option);
            }
        }
    }

    private void entry(String head, ArgSpec argument) {
        line(".TP");
        line("\\fB" + escape(head) + "\\fR");
        line(escape(plain(String.join(" ", argument.renderedDescription()))));
    }

    private void subcommands(CommandLine command) {
        if (!command.getSubcommands().isEmpty()) {
            line(".SH COMMANDS");
            command.getSubcommands().forEach((name, each) -> {
                if (each.getCommandSpec().usageMessage().hidden()) {
                    return;
                }
                line(".TP");
                line("\\fB" + escape(name) + "\\fR");
                line(escape(firstSentence(each.getCommandSpec().usageMessage().description())));
            });
        }
    }

    private void footer(CommandSpec spec) {
        List<String> footer = new ArrayList<>();
        if (spec.userObject() instanceof ListedCommands listed) {
            footer.addAll(listed.listed());
        }
        footer.addAll(List.of(spec.usageMessage().footer()));
        if (!footer.isEmpty()) {
            line(".SH NOTES");
            for (String text : footer) {
                // an indented line stays as it is, so its indentation is kept
                if (text.isEmpty()) {
                    note("");
                }
                markup(text).lines().forEach(this::note);
            }
        }
    }

    /**
     * Prose is filled, a word with its explanation after two blanks becomes an entry, an indented line stays as it is.
     */
    private void note(String text) {
        Matcher entry = ENTRY.matcher(text);
        if (text.isBlank()) {
            line(".PP");
        } else if (text.startsWith(" ")) {
            line(".nf");
            line(escape(text));
            line(".fi");
        } else if (entry.matches()) {
            line(".TP");
            line("\\fB" + escape(entry.group(1)) + "\\fR");
            line(escape(entry.group(2)));
        } else {
            line(escape(text));
        }
    }

    private void exitCodes(CommandSpec spec) {
        if (!spec.usageMessage().exitCodeList().isEmpty()) {
            line(".SH EXIT STATUS");
            spec.usageMessage().exitCodeList().forEach((code, meaning) -> {
                line(".TP");
                line("\\fB" + code.strip() + "\\fR");
                line(escape(meaning));
            });
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String firstSentence(String[] description) {
        return description.length == 0 ? "" : plain(description[0]);
    }

    /** Without picocli's markup and format directives. */
    private static String plain(String text) {
        return markup(text).strip();
    }

    private static String markup(String text) {
        return Ansi.OFF.string(text).replace("%n", "\n").replace("%%", "%");
    }

    /** Text as troff has it. */
    static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
