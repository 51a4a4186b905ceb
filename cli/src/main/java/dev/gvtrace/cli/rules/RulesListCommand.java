// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleDescription;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the rules of rule files. */
@Command(
        name = "list",
        description = "Lists the rules of rule files in the order in which they are tried.",
        mixinStandardHelpOptions = true)
final class RulesListCommand implements Callable<Integer> {
    private static final TableSchema TEXT_COLUMNS = TableSchema.listing(
            Column.text("enabled"), Column.text("priority"), Column.text("rule"), Column.text("tags"));

    private static final TableSchema JSON_COLUMNS = TableSchema.listing(
            Column.text("name"),
            Column.of("enabled", ColumnType.BOOL),
            Column.text("priority"),
            Column.text("source"),
            Column.of("tags", ColumnType.TEXT_LIST),
            Column.of("techniques", ColumnType.TEXT_LIST),
            Column.of("event_types", ColumnType.TEXT_LIST),
            Column.of("all_event_types", ColumnType.BOOL),
            Column.of("fields", ColumnType.TEXT_LIST),
            Column.of("output_fields", ColumnType.TEXT_LIST),
            Column.of("macros", ColumnType.TEXT_LIST),
            Column.of("lists", ColumnType.TEXT_LIST),
            Column.of("exceptions", ColumnType.TEXT_LIST),
            Column.text("file"),
            Column.of("line", ColumnType.INT64),
            Column.text("desc"),
            Column.text("output"),
            Column.text("condition"));

    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Mixin
    private RulePaths files = new RulePaths();

    @Mixin
    private SkipInvalid skipInvalid = new SkipInvalid();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json (one object a line, with the compiled condition)")
    private Format format = Format.TEXT;

    @ArgGroup(multiplicity = "0..*")
    private List<RuleSwitches> switches = new ArrayList<>();

    /** How rules are printed. */
    enum Format {
        TEXT(TableRenderer.Format.TABLE),
        JSON(TableRenderer.Format.JSON);

        private final TableRenderer.Format table;

        Format(TableRenderer.Format table) {
            this.table = table;
        }
    }

    RulesListCommand(Streams streams, RuleFiles ruleFiles) {
        this.streams = streams;
        this.ruleFiles = ruleFiles;
    }

    @Override
    public Integer call() {
        LoadedRules loaded = skipInvalid.load(files.all(), ruleFiles);
        RuleSelection selection = RuleSwitches.selection(switches);
        RuleSwitches.tellIdle(selection, loaded, streams);
        TableSchema schema = switch (format) {
            case TEXT -> TEXT_COLUMNS;
            case JSON -> JSON_COLUMNS;
        };
        TableRenderer table = new TableRenderer(streams.out(), format.table, schema);
        for (Rule rule : loaded.rules()) {
            boolean enabled = selection.isEnabled(rule);
            List<Object> cells = switch (format) {
                case TEXT -> shortCells(rule, enabled);
                case JSON -> cells(rule, enabled);
            };
            table.row(Row.of(schema, cells));
        }
        table.finish();
        return ExitCode.DONE;
    }

    private static List<Object> shortCells(Rule rule, boolean enabled) {
        return List.of(enabled ? "yes" : "no", rule.priority().label(), rule.name(), String.join(" ", rule.tags()));
    }

    private static List<Object> cells(Rule rule, boolean enabled) {
        RuleDescription about = RuleDescription.of(rule);
        return List.of(
                rule.name(),
                enabled,
                rule.priority().label(),
                rule.source(),
                rule.tags(),
                about.techniques(),
                about.eventTypes(),
                about.allEventTypes(),
                about.fields(),
                about.outputFields(),
                about.macros(),
                about.lists(),
                rule.places().exceptions().stream().map(each -> each.name()).toList(),
                rule.places().place().file().name(),
                (long) rule.places().place().line(),
                rule.desc(),
                rule.output(),
                about.condition());
    }
}
