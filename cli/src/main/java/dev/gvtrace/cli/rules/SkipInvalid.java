// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.rule.LoadedRules;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a command that shows rules skips those that do not load. */
final class SkipInvalid {
    @Option(names = "--skip-invalid", description = "use the rules that load and list the rest on standard error")
    private boolean chosen;

    /** The rules of these files, as {@link RuleFiles#load} has them. */
    LoadedRules load(List<String> files, RuleFiles ruleFiles) {
        return ruleFiles.load(files, chosen);
    }
}
