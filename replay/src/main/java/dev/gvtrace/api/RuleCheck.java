// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.output.LoadResultJson;
import dev.gvtrace.replay.output.LoadResultSarif;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.item.Issue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What loading rule files came to. Immutable, safe for use by any number of threads. */
public final class RuleCheck {
    private final LoadedRules loaded;

    RuleCheck(LoadedRules loaded) {
        this.loaded = loaded;
    }

    /** True if every file loads; warnings are allowed. */
    public boolean successful() {
        return loaded.successful();
    }

    /** The names of the files that were read, in order. */
    public List<String> files() {
        return loaded.results().stream().map(LoadResult::name).toList();
    }

    /** What is wrong, in the order of files and places; empty if every file loads. */
    public List<RuleProblem> errors() {
        return problems(LoadResult::errors);
    }

    /** What is doubtful, such as unused macros, in the order of files and places. */
    public List<RuleProblem> warnings() {
        return problems(LoadResult::warnings);
    }

    private List<RuleProblem> problems(Function<LoadResult, List<Issue>> which) {
        List<RuleProblem> problems = new ArrayList<>();
        for (LoadResult file : loaded.results()) {
            which.apply(file).forEach(issue -> problems.add(RuleProblem.of(issue)));
        }
        return Collections.unmodifiableList(problems);
    }

    /**
     * The rules.
     *
     * @throws InvalidRulesException if a file does not load
     */
    public Rules rules() {
        return Rules.of(loaded);
    }

    /**
     * As {@code gvtrace rules check} prints it: each file, each problem with its line and a caret. Ends with a line
     * feed, control characters are escaped. Empty without a file.
     */
    public String toText() {
        return loaded.results().stream().map(LoadResultText::print).collect(Collectors.joining());
    }

    /** In the JSON of Falco's validation: one line without its line feed. */
    public String toJson() {
        return LoadResultJson.print(loaded.results());
    }

    /**
     * As a SARIF 2.1.0 log, for code review: one line without its line feed.
     *
     * @param version the version of gvtrace that the log names
     */
    public String toSarif(String version) {
        return LoadResultSarif.print(loaded.results(), version);
    }
}
