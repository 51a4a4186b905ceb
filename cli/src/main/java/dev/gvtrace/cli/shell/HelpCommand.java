// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.output.WrappedText;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.QueryExamples;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.NearestName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists the commands and stages, or explains one of them, a table or a field. */
final class HelpCommand implements WordCommand {
    private static final int DESCRIPTIONS_FROM = 58;
    private static final int NARROW_DESCRIPTIONS_FROM = 24;
    private static final int WIDE_SCREEN = 110;
    private static final String MOMENT =
            "T is 2026-11-21T23:52:22.133Z, 23:52:22, +2s from the beginning, -15m from the end, evt:120,"
                    + " evt:120-5s or end.";

    private final Collection<ShellCommand> others;
    private final SavedQuestions questions;
    private final Supplier<TraceTables> tables;
    private final Binding<?> fields;
    private final IntSupplier columns;
    private final Streams streams;

    /** Lists these commands after those that are questions. */
    HelpCommand(
            Collection<ShellCommand> others,
            SavedQuestions questions,
            Supplier<TraceTables> tables,
            Binding<?> fields,
            IntSupplier columns,
            Streams streams) {
        this.others = List.copyOf(others);
        this.questions = questions;
        this.tables = tables;
        this.fields = fields;
        this.columns = columns;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "help", "[COMMAND]", "this list, or all about a command, table or field", List.of());
    }

    @Override
    public int run(List<String> words) throws RequestException {
        if (words.size() > 1) {
            throw new RequestException("help: unexpected '" + words.get(1) + "': expected one name");
        }
        if (words.isEmpty()) {
            list();
        } else {
            explain(words.get(0));
        }
        return ExitCode.DONE;
    }

    private void list() {
        QueryCatalog.all().forEach(this::print);
        streams.println("Stages, each after a |:");
        for (StageParser.Info stage : StageParser.all()) {
            print(stage.name() + " " + stage.synopsis(), stage.description());
        }
        others.forEach(command -> print(command.info()));
        print(info());
        print("quit", "ends the shell, as Ctrl-D does");
        if (!questions.all().isEmpty()) {
            streams.println("Saved questions:");
            questions.infos().forEach(this::print);
        }
        streams.println(MOMENT);
        streams.println("CONDITION is Falco's: events evt.type = openat and fd.name startswith /etc");
    }

    private void print(QueryCatalog.Info command) {
        print((command.name() + " " + command.synopsis()).strip(), command.description());
    }

    /** On a screen descriptions are wrapped, and begin on a line of their own where there is no space for them. */
    private void print(String head, String description) {
        int width = columns.getAsInt();
        String text = Escapes.condition(description);
        if (width == 0) {
            streams.println("  " + head + " ".repeat(Math.max(1, DESCRIPTIONS_FROM - head.length())) + text);
            return;
        }
        int from = width >= WIDE_SCREEN ? DESCRIPTIONS_FROM + 2 : NARROW_DESCRIPTIONS_FROM;
        String line = "  " + head;
        if (DisplayWidth.of(line) >= from - 1) {
            streams.println(line);
            line = "";
        }
        for (String part : WrappedText.lines(text, Math.max(20, width - from - 1))) {
            streams.println(line + " ".repeat(from - DisplayWidth.of(line)) + part);
            line = "";
        }
    }

    private void explain(String name) throws RequestException {
        QueryCatalog.Info command = command(name);
        StageParser.Info stage = StageParser.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
        Table table = tables.get().catalog().find(name);
        FieldDefinition field = fields.find(name);
        if (command != null) {
            heading(command.name() + " " + command.synopsis(), command.description());
        }
        if (stage != null) {
            heading("| " + stage.name() + " " + stage.synopsis(), stage.description());
        }
        if (table != null) {
            explain(table, command == null);
        }
        if (command == null && stage == null && table == null && field != null) {
            heading(field.name(), field.typeName().toLowerCase(Locale.ROOT) + ": " + field.description());
        } else if (command == null && stage == null && table == null) {
            throw unknown(name);
        }
        List<String> examples = QueryExamples.of(name);
        if (!examples.isEmpty()) {
            streams.println("Examples:");
            examples.forEach(example -> streams.println("  " + example));
        }
        boolean moments = command != null && command.synopsis().matches(".*\\bT\\b.*");
        if (moments) {
            streams.println(MOMENT);
        }
    }

    private void heading(String synopsis, String description) {
        streams.println(synopsis.strip());
        streams.println("  " + Escapes.condition(description));
    }

    private void explain(Table table, boolean alone) {
        if (alone) {
            heading(
                    table.schema().name() + " [CONDITION] [--at T] [--from T] [--to T] [--limit N]",
                    table.schema().description());
        }
        streams.println("Columns:");
        for (Column column : table.schema().columns()) {
            String type = column.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            streams.println(String.format("  %-14s %-9s %s", column.name(), type, column.description())
                    .stripTrailing());
        }
    }

    private QueryCatalog.@Nullable Info command(String name) {
        for (QueryCatalog.Info each : QueryCatalog.all()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        for (ShellCommand each : others) {
            if (each.info().name().equals(name)) {
                return each.info();
            }
        }
        for (QueryCatalog.Info each : questions.infos()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return name.equals(info().name()) ? info() : null;
    }

    private RequestException unknown(String name) {
        Set<String> known = new LinkedHashSet<>();
        QueryCatalog.all().forEach(each -> known.add(each.name()));
        others.forEach(each -> known.add(each.info().name()));
        StageParser.all().forEach(each -> known.add(each.name()));
        tables.get().catalog().all().forEach(each -> known.add(each.schema().name()));
        known.addAll(questions.all().keySet());
        String nearest = name.indexOf('.') > 0 ? fields.nearest(name) : NearestName.of(name, known);
        return new RequestException("help: unknown '" + name + "'"
                + (nearest == null ? ": expected a command, stage, table or field" : "; nearest: " + nearest));
    }
}
