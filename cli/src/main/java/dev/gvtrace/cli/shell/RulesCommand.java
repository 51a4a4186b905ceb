// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.derived.AlertTable;
import java.util.List;

/** Loads rule files, whose matches the table {@code alerts} then has. */
final class RulesCommand implements WordCommand {
    private final Answers answers;
    private final LoadedRuleSet ruleSet;
    private final RuleFiles files;
    private final Streams streams;

    RulesCommand(Answers answers, LoadedRuleSet ruleSet, RuleFiles files, Streams streams) {
        this.answers = answers;
        this.ruleSet = ruleSet;
        this.files = files;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "rules",
                "FILE...",
                "loads rules for the table alerts, in place of the built-in ones (builtin)",
                List.of());
    }

    @Override
    public int run(List<String> words) throws RequestException {
        if (words.isEmpty()) {
            throw new RequestException("rules: expected rule files, directories or builtin");
        }
        LoadedRules loaded = files.require(words);
        ruleSet.load(loaded);
        RuleSet rules = RuleSet.of(loaded);
        answers.add(new AlertTable(rules, EngineOptions.of(MatchMode.FIRST, rules)));
        int count = loaded.rules().size();
        streams.report(
                "gvtrace query: " + count + (count == 1 ? " rule" : " rules") + " loaded; alerts has what they match");
        return ExitCode.DONE;
    }
}
