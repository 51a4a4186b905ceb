// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What can follow a command on the command line.
 *
 * @param path the words that call it, such as {@code gvtrace rules list}
 * @param description its first sentence
 * @param options those that are not hidden
 * @param arguments what its arguments without a name are, in order; the last one may be repeated if {@code repeated}
 * @param commands the commands below it
 */
record Outline(
        String path,
        String description,
        List<Option> options,
        List<Values> arguments,
        boolean repeated,
        List<Outline> commands) {
    /**
     * An option.
     *
     * @param names all of them, as they are typed
     * @param values {@link Values#NONE} for a switch
     */
    record Option(List<String> names, String description, Values values, boolean repeated) {
        boolean takesValue() {
            return values.kind() != Values.Kind.NOTHING;
        }
    }

    /** The outline of a command and of all that are below it. */
    static Outline of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<Option> options = spec.options().stream()
                .filter(option -> !option.hidden())
                .map(Outline::option)
                .toList();
        List<Values> arguments = new ArrayList<>();
        boolean repeated = false;
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            arguments.add(Values.of(argument));
            repeated = argument.index().max() == Integer.MAX_VALUE
                    || argument.index().isVariable();
        }
        List<Outline> commands = command.getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .map(Outline::of)
                .toList();
        return new Outline(
                spec.qualifiedName(),
                sentence(spec.usageMessage().description()),
                options,
                List.copyOf(arguments),
                repeated,
                commands);
    }

    private static Option option(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        return new Option(
                List.of(option.names()),
                sentence(option.description()),
                takesValue ? Values.of(option) : Values.NONE,
                takesValue && option.isMultiValue());
    }

    /** This command and all below it. */
    Stream<Outline> all() {
        return Stream.concat(Stream.of(this), commands.stream().flatMap(Outline::all));
    }

    /** The last word of the path. */
    String name() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }

    /** The path as the name of a shell function. */
    String function() {
        return "_" + path.replace(' ', '_').replace('-', '_');
    }

    /** All names of options, as they are typed. */
    List<String> optionNames() {
        return options.stream().flatMap(option -> option.names().stream()).toList();
    }

    /** Up to the first full stop, semicolon or colon, without what is in parentheses, on one line. */
    private static String sentence(String[] description) {
        String text = String.join(" ", description)
                .replace("%n", " ")
                .replace("%%", "%")
                .replaceAll(" \\([^()]*\\)", "");
        int end = text.length();
        for (String mark : List.of(". ", "; ", ": ")) {
            int at = text.indexOf(mark);
            end = at > 0 ? Math.min(end, at) : end;
        }
        String first = text.substring(0, end).strip();
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}
