// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;

/**
 * How an engine applies its rules.
 *
 * @param mode how many rules may match one event
 * @param suffix what follows the output of alerts in text; null for nothing
 * @param failedExecs true if rules are evaluated on failed attempts to execute. Falco's rules assume that each execve
 *     starts a program
 */
public record EngineOptions(MatchMode mode, @Nullable OutputTemplate<EventContext> suffix, boolean failedExecs) {
    /** For Falco's rules: the usual suffix, and no failed attempts. */
    public static EngineOptions of(MatchMode mode, RuleSet rules) {
        return new EngineOptions(mode, AlertSuffix.usual(rules.binding()), false);
    }
}
