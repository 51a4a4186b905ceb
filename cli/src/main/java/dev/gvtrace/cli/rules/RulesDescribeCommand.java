// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.rule.ConditionPlaces;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleDescription;
import dev.gvtrace.text.Escapes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints details of rules: their compiled form, what they need, where their parts come from. */
@Command(
        name = "describe",
        description = "Shows rules in full: compiled condition, event types, fields, macros, lists, exceptions.",
        mixinStandardHelpOptions = true)
final class RulesDescribeCommand implements Callable<Integer> {
    private static final String INDENT = "              ";

    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Mixin
    private RulePaths files = new RulePaths();

    @Mixin
    private SkipInvalid skipInvalid = new SkipInvalid();

    @Option(names = "--rule", paramLabel = "NAME", description = "only this rule")
    private @Nullable String name;

    RulesDescribeCommand(Streams streams, RuleFiles ruleFiles) {
        this.streams = streams;
        this.ruleFiles = ruleFiles;
    }

    @Override
    public Integer call() {
        LoadedRules loaded = skipInvalid.load(files.all(), ruleFiles);
        List<Rule> rules = loaded.rules().stream()
                .filter(rule -> name == null || rule.name().equals(name))
                .toList();
        if (name != null && rules.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "no rule is named '" + name + "'" + RuleFiles.near(name, loaded));
        }
        rules.forEach(this::describe);
        return ExitCode.DONE;
    }

    private void describe(Rule rule) {
        RuleDescription about = RuleDescription.of(rule);
        line("rule", rule.name());
        line("file", rule.places().place().toString());
        line("description", rule.desc().strip());
        line("priority", rule.priority().label() + (rule.enabled() ? "" : ", not enabled"));
        line("tags", joined(rule.tags()));
        line("MITRE", joined(about.techniques()));
        line("event types", about.allEventTypes() ? "all" : joined(about.eventTypes()));
        line("fields", joined(about.fields()));
        line("macros", joined(about.macros()));
        line("lists", joined(about.lists()));
        for (ConditionPlaces.ExceptionPart exception : rule.places().exceptions()) {
            String values = exception.values() == 1 ? "1 value" : exception.values() + " values";
            line(
                    "exception",
                    exception.name() + " on " + joined(exception.fields()) + ", " + values + ", " + exception.place());
        }
        line("output", rule.output());
        show("condition", Escapes.condition(about.condition()));
        streams.println("");
    }

    private static String joined(Collection<String> words) {
        return words.isEmpty() ? "none" : String.join(" ", words);
    }

    private void line(String label, String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(Escapes.message(line));
        }
        show(label, String.join("\n" + INDENT, lines));
    }

    private void show(String label, String text) {
        streams.println(label + " ".repeat(INDENT.length() - label.length()) + text);
    }
}
