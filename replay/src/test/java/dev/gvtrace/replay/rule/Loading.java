// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.ArrayList;
import java.util.List;

/** Loads rule texts in tests. */
final class Loading {
    private Loading() {}

    /** The texts as files 1.yaml, 2.yaml and so on. */
    static LoadedRules load(String... texts) {
        List<RuleFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(RuleFile.of((files.size() + 1) + ".yaml", text));
        }
        return Installed.rules(files);
    }

    /** A rule with that condition. */
    static String rule(String name, String condition) {
        return "- rule: " + name + "\n  desc: d\n  condition: " + condition + "\n  output: o\n  priority: INFO\n";
    }

    /** A macro. */
    static String macro(String name, String condition) {
        return "- macro: " + name + "\n  condition: " + condition + "\n";
    }

    /** A list. */
    static String list(String name, String items) {
        return "- list: " + name + "\n  items: " + items + "\n";
    }

    /** The only rule's compiled condition. */
    static String condition(LoadedRules loaded) {
        return condition(loaded, loaded.rules().get(0).name());
    }

    static String condition(LoadedRules loaded, String name) {
        return FilterPrinter.print(find(loaded, name).condition());
    }

    static Rule find(LoadedRules loaded, String name) {
        return loaded.rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule " + name + ": " + errors(loaded)));
    }

    /** All error messages. */
    static List<String> errors(LoadedRules loaded) {
        return loaded.results().stream()
                .flatMap(result -> result.errors().stream())
                .map(Issue::message)
                .toList();
    }

    /** All warnings as {@code CODE: message}. */
    static List<String> warnings(LoadedRules loaded) {
        return loaded.results().stream()
                .flatMap(result -> result.warnings().stream())
                .map(issue -> issue.code() + ": " + issue.message())
                .toList();
    }
}
