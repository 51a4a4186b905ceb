// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.rule.LoadedRules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rule files of a command that also takes a trace. */
final class RequiredRules {
    @Option(
            names = "--rules",
            paramLabel = "FILE",
            required = true,
            description =
                    "rule file or directory; Helm values, ConfigMaps and Secrets with rule files inside are taken, too")
    private List<String> files = new ArrayList<>();

    @Mixin
    private SkipInvalid skipInvalid = new SkipInvalid();

    /** The rules of these files, as {@link RuleFiles#load} has them. */
    LoadedRules load(RuleFiles ruleFiles) {
        return skipInvalid.load(files, ruleFiles);
    }
}
