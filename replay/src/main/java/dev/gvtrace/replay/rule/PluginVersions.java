// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.RuleItem.PluginChoice;
import dev.gvtrace.replay.rule.item.RuleItem.PluginRequirement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the requirements of rule files for Falco's plugins, which do not exist here. The container plugin's fields are
 * built in, so it counts as present; plugins that only add fields to other sources' events, or need a cluster, are not
 * needed for a trace and give a warning; a plugin that makes events is missing.
 */
final class PluginVersions {
    private static final String CONTAINER = "container";
    private static final Set<String> NOT_NEEDED = Set.of("json", "k8smeta", "anomalydetection", "krsi");

    private PluginVersions() {}

    /** Checks entries by themselves. */
    static void check(List<PluginRequirement> requirements, Issues issues) {
        for (PluginRequirement requirement : requirements) {
            Set<String> names = new HashSet<>();
            for (PluginChoice choice : requirement.choices()) {
                if (EngineVersion.parse(choice.version()) == null) {
                    issues.add(
                            IssueCode.LOAD_ERR_VALIDATE,
                            "Invalid required version '" + choice.version() + "' for plugin '" + choice.name() + "'",
                            choice.context(),
                            "expected x.y.z");
                }
                if (!names.add(choice.name())) {
                    issues.add(
                            IssueCode.LOAD_ERR_VALIDATE,
                            "Defined multiple alternative version requirements for plugin '" + choice.name() + "'",
                            choice.context());
                }
            }
        }
    }

    /** Checks whether the requirements are met. */
    static void resolve(List<PluginRequirement> requirements, Issues issues) {
        for (PluginRequirement requirement : requirements) {
            Set<String> names =
                    requirement.choices().stream().map(PluginChoice::name).collect(Collectors.toSet());
            if (names.contains(CONTAINER)) {
                continue;
            }
            String asked = requirement.choices().stream()
                    .map(choice -> choice.name() + " (>= " + choice.version() + ")")
                    .collect(Collectors.joining(", "));
            if (names.stream().anyMatch(NOT_NEEDED::contains)) {
                issues.add(
                        IssueCode.LOAD_WARNING_EXTENSION,
                        "Plugin requirement ignored, not needed to read a trace: " + asked,
                        requirement.context());
            } else {
                issues.add(
                        IssueCode.LOAD_ERR_VALIDATE,
                        "Plugin requirement not satisfied, must load one of: " + asked,
                        requirement.context(),
                        "there are no plugins here; rules of other event sources belong into other files");
            }
        }
    }
}
