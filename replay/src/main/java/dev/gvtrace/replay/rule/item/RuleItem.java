// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a rule file in any syntax: shape and types are valid, names of other items are not resolved yet. The
 * family is closed; {@link #accept} distinguishes its members.
 */
public sealed interface RuleItem {
    /** Calls the method of the visitor that is for this kind of item. */
    void accept(Visitor visitor);

    /** One method for each kind of item, so that a new kind breaks the build where it has to be handled. */
    interface Visitor {
        /** A version of the engine. */
        void engine(EngineRequirement item);

        /** Plugins. */
        void plugins(PluginRequirements item);

        /** A list. */
        void list(ListText item);

        /** A macro. */
        void macro(MacroText item);

        /** A rule in full. */
        void rule(RuleText item);

        /** Additions to a rule. */
        void append(RuleAppend item);

        /** Changes of a rule. */
        void override(RuleOverride item);

        /** A switch of a rule. */
        void toggle(RuleToggle item);

        /** An item that could not be read. */
        void broken(Broken item);

        /** A rule that lacks something. */
        void draft(RuleDraft item);
    }

    /** What an item does to an earlier item of its name. */
    enum Operation {
        /** Takes its place. */
        DEFINE,
        /** Adds to it. */
        APPEND
    }

    /** The kinds of items that have names. */
    enum Kind {
        /** A list. */
        LIST,
        /** A macro. */
        MACRO,
        /** A rule. */
        RULE
    }

    /** The least version of the engine. */
    record EngineRequirement(ItemContext context, EngineVersion version) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.engine(this);
        }
    }

    /** Plugins, each with alternatives. */
    record PluginRequirements(List<PluginRequirement> requirements) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.plugins(this);
        }
    }

    /** A plugin, and those that may take its place. */
    record PluginRequirement(ItemContext context, List<PluginChoice> choices) {}

    /** A plugin with the least version. */
    record PluginChoice(ItemContext context, String name, String version) {}

    /** A list. */
    record ListText(ItemContext context, String name, List<Scalar> items, Operation operation) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.list(this);
        }
    }

    /** A macro. */
    record MacroText(ItemContext context, String name, Scalar condition, Operation operation) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.macro(this);
        }
    }

    /** A rule that is defined in full: condition, output, desc and priority are given. */
    record RuleText(ItemContext context, String name, RuleKeys keys) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.rule(this);
        }
    }

    /** A rule whose condition and exceptions are added to. */
    record RuleAppend(ItemContext context, String name, RuleKeys keys) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.append(this);
        }
    }

    /** A rule of which some keys are added to, then some replaced. */
    record RuleOverride(ItemContext context, String name, RuleKeys append, RuleKeys replace) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.override(this);
        }
    }

    /** A rule that is switched on or off. */
    record RuleToggle(ItemContext context, String name, boolean enabled) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.toggle(this);
        }
    }

    /** An item that could not be read: what refers to its name gets no issue of its own. */
    record Broken(Kind kind, String name) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.broken(this);
        }
    }

    /** A definition of a rule that lacks something. What it has is checked. */
    record RuleDraft(ItemContext context, String name, RuleKeys keys) implements RuleItem {
        @Override
        public void accept(Visitor visitor) {
            visitor.draft(this);
        }
    }

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
