// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.api.Catalog;
import dev.gvtrace.api.FieldInfo;
import dev.gvtrace.api.FieldInfo.Limit;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.ListFormat;
import dev.gvtrace.cli.io.Listing;
import dev.gvtrace.cli.io.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the fields that conditions and outputs may use. */
@Command(
        name = "fields",
        description = "Lists the fields of conditions and outputs: type, argument, source, meaning.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "An argument goes in brackets, [n] for a number and [key] for a text, or behind",
            "a dot; arguments with a question mark are optional.",
            "The source is \"sentry\" for values from messages, \"metadata\" for values that the",
            "recorder found beside them, \"never\" for fields that load but have no value."
        })
public final class FieldsCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of("field", "type", "argument", "source", "notes", "description");

    private final Streams streams;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "only fields whose name contains this")
    private String wanted = "";

    @Mixin
    private ListFormat format = new ListFormat();

    public FieldsCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        String part = wanted.toLowerCase(Locale.ROOT);
        List<FieldInfo> fields = Catalog.fields().stream()
                .filter(field -> field.name().contains(part))
                .filter(field ->
                        !field.limits().contains(Limit.HIDDEN) || field.name().equals(part))
                .toList();
        if (fields.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no field name contains '" + wanted + "'");
        }
        new Listing(streams, format)
                .print(COLUMNS, fields.stream().map(FieldsCommand::cells).toList());
        return ExitCode.DONE;
    }

    private static List<String> cells(FieldInfo field) {
        return List.of(
                field.name(),
                field.type(),
                argument(field),
                field.origin().name().toLowerCase(Locale.ROOT),
                notes(field.limits()),
                field.description());
    }

    private static String argument(FieldInfo field) {
        return switch (field.argument()) {
            case NONE -> "";
            case OPTIONAL_INDEX -> "[n]?";
            case OPTIONAL_KEY -> "[key]?";
            case OPTIONAL_INDEX_OR_KEY -> "[n] or [key]?";
            case INDEX -> "[n]";
            case KEY -> "[key]";
            case INDEX_OR_KEY -> "[n] or [key]";
            case NAME -> ".name";
            case NAME_OR_INDEX -> ".name or [n]";
        };
    }

    private static String notes(Set<Limit> limits) {
        List<String> notes = new ArrayList<>();
        if (limits.contains(Limit.DEPRECATED)) {
            notes.add("deprecated");
        }
        if (limits.contains(Limit.CONDITIONS_ONLY)) {
            notes.add("conditions only");
        }
        if (limits.contains(Limit.OUTPUTS_ONLY)) {
            notes.add("outputs only");
        }
        return String.join(", ", notes);
    }
}
