// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Falco rules, loaded and compiled once, for any number of traces. Immutable, safe for use by any number of threads.
 */
public final class Rules {
    private final RuleSet set;
    private final List<String> names;
    private final List<String> notEvaluated;
    private final List<RuleProblem> warnings;

    private Rules(LoadedRules loaded) {
        List<RuleProblem> errors = new ArrayList<>();
        List<RuleProblem> doubts = new ArrayList<>();
        for (LoadResult file : loaded.results()) {
            file.errors().forEach(issue -> errors.add(problem(issue)));
            file.warnings().forEach(issue -> doubts.add(problem(issue)));
        }
        if (!errors.isEmpty()) {
            throw new InvalidRulesException(errors);
        }
        set = RuleSet.of(loaded);
        names = set.rules().stream().map(rule -> rule.name()).toList();
        notEvaluated = List.copyOf(loaded.notEvaluated());
        warnings = List.copyOf(doubts);
    }

    /**
     * Loads rule files, and all rule files of directories, in order: a file can use the lists and macros of those
     * before it.
     *
     * @throws InvalidRulesException if a file cannot be read or doesn't load
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static Rules load(Path... files) {
        return Problems.translated(() -> {
            RuleLoader loader = loader();
            for (Path file : files) {
                loader.addPath(file);
            }
            return new Rules(loader.finish());
        });
    }

    /**
     * Loads the text of a rule file.
     *
     * @param name for messages; its ending stands for the syntax, {@code .yaml} for Falco's
     * @param text the file's content
     * @throws InvalidRulesException if it doesn't load
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static Rules ofText(String name, String text) {
        return Problems.translated(() -> {
            RuleLoader loader = loader();
            loader.add(RuleFile.of(name, text));
            return new Rules(loader.finish());
        });
    }

    private static RuleLoader loader() throws ProviderException {
        return new RuleLoader(EventBinding.load(), RuleSyntaxCatalog.load());
    }

    private static RuleProblem problem(Issue issue) {
        return new RuleProblem(
                issue.place().file().name(),
                issue.place().line(),
                issue.place().column(),
                issue.code().name(),
                issue.message(),
                issue.hint());
    }

    /** The names of the rules that are enabled, in order of loading. */
    public List<String> names() {
        return names;
    }

    /** The names of rules that cannot match here: of other event sources, or over fields that the file asks to skip. */
    public List<String> notEvaluated() {
        return notEvaluated;
    }

    /** What is doubtful about the files, such as unused macros. */
    public List<RuleProblem> warnings() {
        return warnings;
    }

    RuleSet set() {
        return set;
    }
}
