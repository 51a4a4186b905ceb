// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.rule.item.Priority;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options with which rules are chosen, for all commands that evaluate them. */
public final class RuleOptions {
    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "rule file, or directory whose *.yaml and *.yml files are loaded in the order of their names; - for standard input; builtin for the rules that gvtrace brings (a file of that name is ./builtin); may be repeated. Values of Falco's Helm chart, ConfigMaps and Secrets are taken, too: the rule files inside are read")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--skip-invalid",
            description =
                    "use the rules that load and list the rest on standard error; by default nothing runs unless all rules load")
    private boolean skipInvalid;

    @Option(
            names = "--match",
            paramLabel = "MODE",
            defaultValue = "first",
            description =
                    "first: an event gives at most one alert, of the rule defined first, as Falco does; all: one of each rule that matches")
    private MatchMode match = MatchMode.FIRST;

    @Option(
            names = "--failed-execs",
            description =
                    "rules see failed execves, too (evt.failed = true). By default they don't, since Falco's rules take each execve for a started program")
    private boolean failedExecs;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            converter = PriorityConverter.class,
            defaultValue = "debug",
            description =
                    "ignore rules below this priority: emergency, alert, critical, error, warning, notice, informational, debug")
    private Priority priority = Priority.DEBUG;

    @ArgGroup(exclusive = true, multiplicity = "0..*")
    private List<RuleSwitches> switches = new ArrayList<>();

    /** True if any rule file was named. */
    public boolean given() {
        return !rules.isEmpty();
    }

    /** True if the rules cannot be read again: they come from standard input. */
    public boolean onlyOnce() {
        return rules.contains("-");
    }

    /** How many alerts an event may give. */
    public MatchMode match() {
        return match;
    }

    /** True if rules see attempts to execute that failed. */
    public boolean failedExecs() {
        return failedExecs;
    }

    /** Chooses the built-in rules if no rule file was named; true if so. */
    boolean chooseBuiltInRules() {
        if (given()) {
            return false;
        }
        rules = List.of(BuiltInRules.NAME);
        return true;
    }

    /** Loads the rules; singly if each is to be measured by itself. Errors are printed on standard error. */
    public RuleSet load(RuleFiles files, Streams streams, boolean singly) {
        LoadedRules loaded = files.load(rules, skipInvalid);
        RuleSelection selection = RuleSwitches.selection(switches);
        RuleSwitches.tellIdle(selection, loaded, streams);
        RuleSet set = RuleSet.of(loaded, selection, priority, singly);
        if (set.rules().isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no rule takes part: " + leftOut(loaded));
        }
        return set;
    }

    private static String leftOut(LoadedRules loaded) {
        int evaluated = loaded.rules().size();
        int left = loaded.notEvaluated().size();
        String off = evaluated == 0
                ? ""
                : evaluated + (evaluated == 1 ? " is" : " are") + " switched off or below the priority";
        if (left == 0) {
            return evaluated == 0 ? "the files have none" : off;
        }
        return left + (left == 1 ? " is" : " are") + " for another event source or left out by skip-if-unknown-filter"
                + (off.isEmpty() ? "" : ", " + off);
    }
}
