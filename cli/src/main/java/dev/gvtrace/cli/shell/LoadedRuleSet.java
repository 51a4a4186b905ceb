// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.rule.LoadedRules;
import org.jspecify.annotations.Nullable;

/** The rules that are loaded in the shell; the last ones that were loaded count. Used by one thread. */
final class LoadedRuleSet {
    private @Nullable LoadedRules rules;

    /** Replaces the rules. */
    void load(LoadedRules loaded) {
        rules = loaded;
    }

    /** The rules; null if none are loaded. */
    @Nullable
    LoadedRules rules() {
        return rules;
    }
}
