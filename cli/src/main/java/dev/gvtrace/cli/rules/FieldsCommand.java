// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.ListFormat;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final TableSchema FIELDS = TableSchema.listing(
            Column.text("field"),
            Column.text("type"),
            Column.text("argument"),
            Column.text("source"),
            Column.text("notes"),
            Column.text("description"));

    private final Streams streams;
    private final Catalogs catalogs;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "only fields whose name contains this")
    private String wanted = "";

    @Mixin
    private ListFormat format = new ListFormat();

    public FieldsCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    @Override
    public Integer call() {
        String part = wanted.toLowerCase(Locale.ROOT);
        List<FieldDefinition> fields = catalogs.binding().all().stream()
                .filter(field -> field.name().contains(part))
                .filter(field -> !field.is(Flag.HIDDEN) || field.name().equals(part))
                .toList();
        if (fields.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no field name contains '" + wanted + "'");
        }
        switch (format.kind()) {
            case MARKDOWN -> markdown(fields);
            case JSON -> table(fields, TableRenderer.Format.JSON);
            case TEXT -> table(fields, TableRenderer.Format.TABLE);
        }
        return ExitCode.DONE;
    }

    private void table(List<FieldDefinition> fields, TableRenderer.Format kind) {
        TableRenderer table = new TableRenderer(streams.out(), kind, FIELDS);
        fields.forEach(field -> table.row(Row.of(FIELDS, cells(field))));
        table.finish();
    }

    private static List<String> cells(FieldDefinition field) {
        return List.of(
                field.name(),
                field.name().equals("evt.rawarg") ? "by argument" : field.typeName(),
                argument(field),
                source(field),
                notes(field),
                field.description());
    }

    private static String argument(FieldDefinition field) {
        return switch (field.argument()) {
            case NONE -> "";
            case OPTIONAL_INDEX -> "[n]?";
            case OPTIONAL_KEY -> "[key]?";
            case OPTIONAL_INDEX_OR_KEY -> "[n] or [key]?";
            case REQUIRED_INDEX -> "[n]";
            case REQUIRED_KEY -> "[key]";
            case REQUIRED_INDEX_OR_KEY -> "[n] or [key]";
            case EVENT_ARGUMENT -> field.name().equals("evt.arg") ? ".name or [n]" : ".name";
            case REQUIRED_NAME -> ".name";
        };
    }

    private static String source(FieldDefinition field) {
        if (field.is(Flag.NEVER_FILLED)) {
            return "never";
        }
        return field.is(Flag.METADATA) ? "metadata" : "sentry";
    }

    private static String notes(FieldDefinition field) {
        List<String> notes = new ArrayList<>();
        if (field.is(Flag.DEPRECATED)) {
            notes.add("deprecated");
        }
        if (field.is(Flag.FILTER_ONLY)) {
            notes.add("conditions only");
        }
        if (field.is(Flag.PRINT_ONLY)) {
            notes.add("outputs only");
        }
        return String.join(", ", notes);
    }

    private void markdown(List<FieldDefinition> fields) {
        streams.println("| " + String.join(" | ", FIELDS.names()) + " |");
        streams.println("|---".repeat(FIELDS.columns().size()) + "|");
        for (FieldDefinition field : fields) {
            List<String> cells = cells(field).stream()
                    .map(Text::ofUtf8)
                    .map(Escapes::markdown)
                    .toList();
            streams.println("| " + String.join(" | ", cells) + " |");
        }
    }
}
