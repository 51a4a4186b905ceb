// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rule files after loading. Immutable, thread-safe.
 *
 * @param binding what they were compiled against
 * @param results one per file, in the order of loading
 * @param rules those that compiled, in the order of evaluation, disabled ones too
 * @param notEvaluated names of rules that are for other event sources, or left out by skip-if-unknown-filter
 * @param requiredEngine the greatest version required; null without one
 * @param skipped items that did not load and are missing in the rules, each once
 */
public record LoadedRules(
        Binding<EventContext> binding,
        List<LoadResult> results,
        List<Rule> rules,
        List<String> notEvaluated,
        @Nullable EngineVersion requiredEngine,
        List<Skipped> skipped) {
    /** Copies the lists. */
    public LoadedRules {
        results = List.copyOf(results);
        rules = List.copyOf(rules);
        notEvaluated = List.copyOf(notEvaluated);
        skipped = List.copyOf(skipped);
    }

    /** True if every file loaded. */
    public boolean successful() {
        return results.stream().allMatch(LoadResult::successful);
    }
}
