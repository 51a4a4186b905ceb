// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadResultText;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Priority;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSelection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options with which rules are chosen, for all commands that evaluate them. */
final class RuleOptions {
    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "rule file, or directory of which all *.yaml and *.yml are taken in the order of their names; may be given several times")
    private List<Path> rules = new ArrayList<>();

    @Option(
            names = "--match",
            paramLabel = "MODE",
            defaultValue = "first",
            description =
                    "first: an event gives at most one alert, of the rule defined first, as Falco does; all: one of each rule that matches")
    private MatchMode match = MatchMode.FIRST;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            converter = PriorityConverter.class,
            defaultValue = "debug",
            description =
                    "rules below it take no part: emergency, alert, critical, error, warning, notice, informational, debug")
    private Priority priority = Priority.DEBUG;

    @Option(
            names = "--enable",
            paramLabel = "NAME",
            description =
                    "switch on the rules whose whole name this is; * is any text. Switches apply in the order: disabled names and tags, then enabled ones")
    private List<String> enabled = new ArrayList<>();

    @Option(
            names = "--disable",
            paramLabel = "NAME",
            description = "switch off the rules whose whole name this is; * is any text")
    private List<String> disabled = new ArrayList<>();

    @Option(names = "--enable-tag", paramLabel = "TAG", description = "switch on the rules with this tag")
    private List<String> enabledTags = new ArrayList<>();

    @Option(names = "--disable-tag", paramLabel = "TAG", description = "switch off the rules with this tag")
    private List<String> disabledTags = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "TAG", description = "only rules with this tag; may be given several times")
    private List<String> onlyTags = new ArrayList<>();

    /** True if any rule file was named. */
    boolean given() {
        return !rules.isEmpty();
    }

    /** How many alerts an event may give. */
    MatchMode match() {
        return match;
    }

    /** Loads the rules; singly if each is to be measured by itself. What is wrong goes to standard error. */
    RuleSet load(Streams streams, boolean singly) {
        LoadedRules loaded = RuleLoader.loadPaths(rules);
        for (LoadResult result : loaded.results()) {
            if (!result.successful()) {
                streams.err().print(LoadResultText.print(result));
            }
        }
        if (!loaded.successful()) {
            throw new CommandException(ExitCode.USAGE, "the rules do not load, see above");
        }
        RuleSet set = RuleSet.of(loaded, selection(), priority, singly);
        if (set.rules().isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "no rule takes part: " + loaded.rules().size()
                            + " loaded, all of them switched off, of another source or below the priority");
        }
        return set;
    }

    private RuleSelection selection() {
        RuleSelection selection = RuleSelection.NONE;
        if (!onlyTags.isEmpty()) {
            selection = selection.byName(false, "*");
        }
        for (String name : disabled) {
            selection = selection.byName(false, name);
        }
        for (String tag : disabledTags) {
            selection = selection.byTag(false, tag);
        }
        for (String tag : onlyTags) {
            selection = selection.byTag(true, tag);
        }
        for (String name : enabled) {
            selection = selection.byName(true, name);
        }
        for (String tag : enabledTags) {
            selection = selection.byTag(true, tag);
        }
        return selection;
    }
}
