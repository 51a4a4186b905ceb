// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleSelection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One option that switches rules on or off. A command takes any number of them and keeps their order. */
final class RuleSwitches {
    private static final String TAG = "tag:";

    @Option(
            names = "--enable",
            paramLabel = "RULE",
            description = "switch on the rules with this name (* matches any text); tag:TAG for those with a tag")
    private @Nullable String enable;

    @Option(
            names = "--disable",
            paramLabel = "RULE",
            description = "switch off the rules with this name; tag:TAG for those with a tag. The last option wins")
    private @Nullable String disable;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "only the rules with this tag, or another one given; all others start switched off")
    private @Nullable String tag;

    /** Made by picocli. */
    RuleSwitches() {}

    /** What all of them ask for. */
    static RuleSelection selection(List<RuleSwitches> switches) {
        RuleSelection selection = RuleSelection.NONE;
        if (switches.stream().anyMatch(each -> each.tag != null)) {
            selection = selection.byName(false, "*");
        }
        for (RuleSwitches each : switches) {
            if (each.tag != null) {
                selection = selection.byTag(true, each.tag);
            } else if (each.enable != null) {
                selection = add(selection, true, each.enable);
            } else if (each.disable != null) {
                selection = add(selection, false, each.disable);
            }
        }
        return selection;
    }

    /**
     * Reports patterns without a matching rule on standard error: as in Falco that is not an error, but probably a
     * mistake.
     */
    static void tellIdle(RuleSelection selection, LoadedRules loaded, Streams streams) {
        for (String word : selection.idle(loaded.rules())) {
            streams.report("gvtrace: no rule has the name or tag '" + word + "'" + RuleFiles.near(word, loaded));
        }
    }

    private static RuleSelection add(RuleSelection selection, boolean enable, String value) {
        return value.startsWith(TAG)
                ? selection.byTag(enable, value.substring(TAG.length()))
                : selection.byName(enable, value);
    }
}
