// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.ExplanationPrinter;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.MadeTable;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Shows why a rule that is loaded matches an event, or why it does not. */
final class ExplainCommand implements ShellCommand {
    private static final TableSchema SCHEMA = new TableSchema(
            "explain",
            "A part of a rule's condition, with its verdict on an event.",
            List.of(
                    Column.of("holds", ColumnType.BOOL),
                    Column.of("depth", ColumnType.INT64),
                    Column.text("check"),
                    Column.text("value"),
                    Column.text("right"),
                    Column.text("lists"),
                    Column.text("place")));

    private final Position position;
    private final EventReader reader;
    private final LoadedRuleSet ruleSet;
    private final Answers answers;
    private final Supplier<TableRenderer.Format> format;
    private final Streams streams;

    ExplainCommand(
            Position position,
            EventReader reader,
            LoadedRuleSet ruleSet,
            Answers answers,
            Supplier<TableRenderer.Format> format,
            Streams streams) {
        this.position = position;
        this.reader = reader;
        this.ruleSet = ruleSet;
        this.answers = answers;
        this.format = format;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "explain",
                "RULE [evt:N] [--trace K]",
                "why a rule that is loaded matches an event or does not",
                List.of("--trace"));
    }

    @Override
    public int run(String rest) throws RequestException {
        CommandText text = CommandText.of(rest);
        EventChoice choice = EventChoice.of("explain", text.words(), position);
        LoadedRules loaded = ruleSet.rules();
        Rule rule = rule(String.join(" ", choice.rest()), loaded);
        EventTypeSet types = EventTypeSet.of(rule.condition());
        Explained explained = new Explained();
        boolean asText =
                format.get() == TableRenderer.Format.TABLE && text.stages().isEmpty();
        reader.read(
                choice.trace(),
                choice.event(),
                List.of(),
                event -> {
                    ExplanationPrinter printer = new ExplanationPrinter(rule, loaded.binding());
                    if (asText) {
                        explained.text = printer.print(event);
                    } else {
                        explained.verdict = printer.verdict(event);
                        printer.lines(event).forEach(line -> explained.rows.add(row(line)));
                    }
                    explained.type = types.contains(event.event().type()) ? "" : typeName(event);
                },
                cells -> {});
        if (!explained.type.isEmpty()) {
            streams.report("gvtrace query: the rule is not evaluated for events of type " + explained.type);
        }
        if (asText) {
            streams.print(explained.text);
        } else {
            answers.print(
                    new MadeTable(SCHEMA, explained.rows), text.stages(), format.get(), List.of(explained.verdict));
        }
        return ExitCode.DONE;
    }

    private static String typeName(EventContext event) {
        return event.event().type().name();
    }

    private static Rule rule(String name, LoadedRules loaded) throws RequestException {
        if (name.isEmpty()) {
            throw new RequestException("explain: expected the name of a rule and an event");
        }
        for (Rule rule : loaded.rules()) {
            if (rule.name().equals(name)) {
                return rule;
            }
        }
        throw new RequestException("explain: no rule is named '" + name + "'" + RuleFiles.near(name, loaded));
    }

    private static Row row(ExplanationPrinter.Line line) {
        return Row.of(
                SCHEMA,
                Arrays.asList(
                        line.verdict(),
                        line.depth(),
                        line.text(),
                        line.value(),
                        line.right(),
                        line.lists().isEmpty() ? null : line.lists(),
                        line.place().isEmpty() ? null : line.place()));
    }

    /** What the reading of the event finds. */
    private static final class Explained {
        private final List<Row> rows = new ArrayList<>();
        private String text = "";
        private String verdict = "";
        private String type = "";
    }
}
