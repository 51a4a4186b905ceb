// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.table.derived.AlertTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the shell: the last ones that were loaded, else the built-in ones, which are loaded when they are first
 * needed. Thread-safe.
 */
final class LoadedRuleSet {
    private final RuleFiles files;
    private @Nullable LoadedRules rules;
    private @Nullable RuleSet builtIn;

    /** Loads with these. */
    LoadedRuleSet(RuleFiles files) {
        this.files = files;
    }

    /** Replaces the rules. */
    synchronized void load(LoadedRules loaded) {
        rules = loaded;
    }

    /** The rules. */
    synchronized LoadedRules rules() {
        LoadedRules loaded = rules;
        if (loaded == null) {
            loaded = files.require(List.of(BuiltInRules.NAME));
            rules = loaded;
        }
        return loaded;
    }

    /** The table of the alerts of the built-in rules. */
    AlertTable builtInAlerts() {
        return AlertTable.loading(
                this::builtInRules, "alerts are those of the built-in rules; rules FILE... loads others");
    }

    private synchronized RuleSet builtInRules() {
        RuleSet set = builtIn;
        if (set == null) {
            set = RuleSet.of(rules());
            builtIn = set;
        }
        return set;
    }
}
