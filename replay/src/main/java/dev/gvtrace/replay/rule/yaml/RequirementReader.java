// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleItem.PluginChoice;
import dev.gvtrace.replay.rule.item.RuleItem.PluginRequirement;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a rule file asks of the engine and of plugins. */
final class RequirementReader {
    private final NodeDecoder decoder;

    RequirementReader(NodeDecoder decoder) {
        this.decoder = decoder;
    }

    /** An item {@code required_engine_version}. */
    @Nullable
    RuleItem engine(Mapping item, ItemContext context) {
        Scalar text = decoder.required(item, "required_engine_version", context);
        if (text == null) {
            return null;
        }
        EngineVersion version = EngineVersion.parseRequirement(text.text());
        if (version == null) {
            decoder.wrong(
                    "Unable to parse engine version '" + text.text()
                            + "' as a semver string. Expected \"x.y.z\" semver format.",
                    context);
            return null;
        }
        return new RuleItem.EngineRequirement(context, version);
    }

    /** An item {@code required_plugin_versions}. */
    @Nullable
    RuleItem plugins(Mapping item, ItemContext context) {
        if (!(item.get("required_plugin_versions") instanceof Sequence entries)) {
            decoder.wrong("Value of required_plugin_versions must be a sequence", context);
            return null;
        }
        List<PluginRequirement> requirements = new ArrayList<>();
        for (YamlNode node : entries.items()) {
            ItemContext at = context.inner(ItemContext.PLUGIN_ENTRY, "", node);
            if (node instanceof Mapping entry) {
                PluginRequirement requirement = requirement(entry, at);
                if (requirement != null) {
                    requirements.add(requirement);
                }
            } else {
                decoder.wrong("Plugin version must be a mapping", at);
            }
        }
        return new RuleItem.PluginRequirements(requirements);
    }

    private @Nullable PluginRequirement requirement(Mapping entry, ItemContext context) {
        PluginChoice first = choice(entry, context);
        List<PluginChoice> choices = new ArrayList<>();
        boolean right = first != null;
        if (first != null) {
            choices.add(first);
        }
        YamlNode node = entry.get("alternatives");
        if (node instanceof Sequence alternatives) {
            for (YamlNode alternative : alternatives.items()) {
                PluginChoice choice = alternative(alternative, context);
                right &= choice != null;
                if (choice != null) {
                    choices.add(choice);
                }
            }
        } else if (node != null) {
            decoder.wrong("Value of plugin version alternatives must be a sequence", context);
            return null;
        }
        return right ? new PluginRequirement(context, choices) : null;
    }

    private @Nullable PluginChoice alternative(YamlNode node, ItemContext context) {
        ItemContext at = context.inner(ItemContext.PLUGIN_ALTERNATIVE, "", node);
        if (node instanceof Mapping mapping) {
            return choice(mapping, at);
        }
        decoder.wrong("Plugin version alternative must be a mapping", at);
        return null;
    }

    private @Nullable PluginChoice choice(Mapping mapping, ItemContext context) {
        Scalar name = decoder.required(mapping, "name", context);
        Scalar version = decoder.required(mapping, "version", context);
        return name == null || version == null ? null : new PluginChoice(context, name.text(), version.text());
    }
}
