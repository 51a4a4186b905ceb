// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of a rule file as it was read: shape and types are right, what it refers to is not looked up yet. */
sealed interface RuleItem {
    /** What it does to an earlier item of its name. */
    enum Operation {
        /** Takes its place. */
        DEFINE,
        /** Adds to it. */
        APPEND
    }

    /** The kinds of items that have names. */
    enum Kind {
        LIST,
        MACRO,
        RULE
    }

    /** The least version of the engine. */
    record EngineRequirement(ItemContext context, EngineVersion version) implements RuleItem {}

    /** Plugins, each with alternatives. */
    record PluginRequirements(List<PluginRequirement> requirements) implements RuleItem {}

    /** A plugin, and those that do as well. */
    record PluginRequirement(ItemContext context, List<PluginChoice> choices) {}

    /** A plugin with the least version. */
    record PluginChoice(ItemContext context, String name, String version) {}

    /** A list. */
    record ListText(ItemContext context, String name, List<Scalar> items, Operation operation) implements RuleItem {}

    /** A macro. */
    record MacroText(ItemContext context, String name, ItemContext conditionContext, Scalar condition, Operation operation)
            implements RuleItem {}

    /** A rule that is defined in full. */
    record RuleText(ItemContext context, String name, RuleKeys keys) implements RuleItem {}

    /** A rule whose condition and exceptions are added to. */
    record RuleAppend(ItemContext context, String name, RuleKeys keys) implements RuleItem {}

    /** A rule of which some keys are added to, then some replaced. */
    record RuleOverride(ItemContext context, String name, RuleKeys append, RuleKeys replace) implements RuleItem {}

    /** A rule that is switched on or off. */
    record RuleToggle(ItemContext context, String name, boolean enabled) implements RuleItem {}

    /** An item that could not be read: what refers to its name gets no issue of its own. */
    record Broken(Kind kind, String name) implements RuleItem {}

    /** A definition of a rule that lacks something. What it has is checked. */
    record RuleDraft(ItemContext context, String name, RuleKeys keys) implements RuleItem {}

    /**
     * An exception of a rule.
     *
     * @param context its own
     * @param name never empty
     * @param fields a scalar, or a sequence of scalars; null if absent
     * @param comps the same
     * @param values scalars, or sequences of scalars and sequences; null if absent
     */
    record ExceptionClause(
            ItemContext context,
            String name,
            @Nullable YamlNode fields,
            @Nullable YamlNode comps,
            @Nullable List<YamlNode> values) {}
}
