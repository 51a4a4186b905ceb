// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.replay.engine.AlertListener;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;

/**
 * Rules as they are evaluated at a time; replaced as a whole when rules are loaded again. Immutable.
 *
 * @param rules the rules
 * @param options how they are applied
 */
record ActiveRules(RuleSet rules, EngineOptions options) {
    /** An engine for one sandbox. */
    RuleEngine engine(AlertListener alerts) {
        return new RuleEngine(rules, options, alerts);
    }
}
