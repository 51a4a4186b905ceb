// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Falco rules, loaded and compiled once, for any number of traces. Immutable, safe for use by any number of threads.
 */
public final class Rules {
    private final RuleSet set;
    private final List<String> names;
    private final List<String> notEvaluated;
    private final List<RuleProblem> warnings;

    private Rules(LoadedRules loaded, List<RuleProblem> warnings) {
        set = RuleSet.of(loaded);
        names = set.rules().stream().map(rule -> rule.name()).toList();
        notEvaluated = List.copyOf(loaded.notEvaluated());
        this.warnings = warnings;
    }

    /** Those that loaded. */
    static Rules of(LoadedRules loaded) {
        RuleCheck check = new RuleCheck(loaded);
        if (!check.successful()) {
            throw new InvalidRulesException(check.errors());
        }
        return Problems.translated(() -> new Rules(loaded, check.warnings()));
    }

    /**
     * Loads rule files, and all rule files of directories, in order: a file can use the lists and macros of those
     * before it.
     *
     * @throws InvalidRulesException if a file cannot be read or does not load
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static Rules load(Path... files) {
        return load(Stream.of(files).map(RuleSource::of).toList());
    }

    /**
     * Loads the text of a rule file.
     *
     * @param name for messages; its suffix selects the syntax, {@code .yaml} for Falco's
     * @param text the file's content
     * @throws InvalidRulesException if it does not load
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static Rules ofText(String name, String text) {
        return load(List.of(RuleSource.ofText(name, text)));
    }

    /**
     * Loads rule files from anywhere, in order: a file can use the lists and macros of those before it.
     *
     * @throws InvalidRulesException if one cannot be read or does not load
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static Rules load(List<RuleSource> sources) {
        return check(sources).rules();
    }

    /**
     * Loads rule files like {@link #load(List)}; what is wrong with them is the result.
     *
     * @throws GvtraceException INVALID_EXTENSION
     */
    public static RuleCheck check(List<RuleSource> sources) {
        return Problems.translated(() -> {
            RuleLoader loader = new RuleLoader(EventBinding.load(), RuleSyntaxCatalog.load());
            for (RuleSource source : sources) {
                source.addTo(loader);
            }
            return new RuleCheck(loader.finish());
        });
    }

    /** The names of the rules that are enabled, in order of loading. */
    public List<String> names() {
        return names;
    }

    /**
     * The names of rules that are not evaluated: those for other event sources, and those skipped for an unknown field.
     */
    public List<String> notEvaluated() {
        return notEvaluated;
    }

    /** Warnings about the files, such as unused macros. */
    public List<RuleProblem> warnings() {
        return warnings;
    }

    RuleSet set() {
        return set;
    }
}
