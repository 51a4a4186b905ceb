// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.ItemContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the items that did not load: those with errors, and rules that need such items. */
final class SkippedItems {
    private static final Set<String> NAMED = Set.of(ItemContext.RULE, ItemContext.MACRO, ItemContext.LIST);

    private SkippedItems() {}

    static List<Skipped> of(List<LoadResult> results, RuleCompiler compiler, RuleCollection collection) {
        Map<String, Skipped> all = new LinkedHashMap<>();
        for (LoadResult result : results) {
            for (Issue issue : result.errors()) {
                Skipped skipped = skipped(result, issue);
                all.putIfAbsent(skipped.kind() + ' ' + skipped.name(), skipped);
            }
        }
        Set<String> there = new HashSet<>(compiler.notEvaluated());
        compiler.rules().forEach(rule -> there.add(rule.name()));
        for (RuleDefinition rule : collection.rules.values()) {
            if (!there.contains(rule.name)) {
                String why = compiler.reasons().getOrDefault(rule.name, "it needs what did not load");
                all.putIfAbsent(
                        ItemContext.RULE + ' ' + rule.name,
                        new Skipped(
                                ItemContext.RULE,
                                rule.name,
                                rule.context.place().toString(),
                                why));
            }
        }
        return new ArrayList<>(all.values());
    }

    private static Skipped skipped(LoadResult result, Issue issue) {
        String place = issue.place().toString();
        if (issue.code() == IssueCode.LOAD_ERR_YAML_PARSE || issue.code() == IssueCode.LOAD_ERR_FILE_READ) {
            return new Skipped("file", result.name(), place, issue.message());
        }
        for (Issue.Location location : issue.locations()) {
            if (location.itemType().equals(ItemContext.ENGINE_VERSION) && issue.code() == IssueCode.LOAD_ERR_VALIDATE) {
                return new Skipped("file", result.name(), place, issue.message() + "; nothing behind it is read");
            }
            if (NAMED.contains(location.itemType())) {
                return new Skipped(location.itemType(), location.itemName(), place, issue.message());
            }
        }
        return new Skipped("item", place, place, issue.message());
    }
}
