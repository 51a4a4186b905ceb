// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.RuleCollection.Definition;
import dev.gvtrace.replay.rule.RuleCollection.ListDefinition;
import dev.gvtrace.replay.rule.RuleCollection.MacroDefinition;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleItem.Broken;
import dev.gvtrace.replay.rule.item.RuleItem.EngineRequirement;
import dev.gvtrace.replay.rule.item.RuleItem.Kind;
import dev.gvtrace.replay.rule.item.RuleItem.ListText;
import dev.gvtrace.replay.rule.item.RuleItem.MacroText;
import dev.gvtrace.replay.rule.item.RuleItem.Operation;
import dev.gvtrace.replay.rule.item.RuleItem.PluginRequirements;
import dev.gvtrace.replay.rule.item.RuleItem.RuleAppend;
import dev.gvtrace.replay.rule.item.RuleItem.RuleDraft;
import dev.gvtrace.replay.rule.item.RuleItem.RuleOverride;
import dev.gvtrace.replay.rule.item.RuleItem.RuleText;
import dev.gvtrace.replay.rule.item.RuleItem.RuleToggle;
import dev.gvtrace.replay.rule.item.RuleKeys;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.text.NearestName;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Applies the items of a file to the collection: they define, redefine, append to, replace or switch items. */
final class RuleCollector implements RuleItem.Visitor {
    /** The one event source of a Sentry's stream. */
    static final String SYSCALL = "syscall";

    private static final String NO_LIST =
            "List uses 'append' or 'override.items: append' but no list by that name already exists";
    private static final String NO_MACRO =
            "Macro uses 'append' or 'override.condition: append' but no macro by that name already exists";
    private static final String NO_RULE_TO_APPEND =
            "Rule uses 'append' or 'override.<key>: append' but no rule by that name already exists";
    private static final String NO_RULE_TO_REPLACE =
            "An 'override.<key>: replace' to a rule was requested but no rule by that name already exists";
    private static final String NO_RULE_TO_TOGGLE = "Rule has 'enabled' key but no rule by that name already exists";
    private static final String OTHER_SOURCE = "Rule has been re-defined with a different source";

    private final RuleCollection collection;
    private final Issues issues;
    private final ExceptionCollector exceptions;

    RuleCollector(RuleCollection collection, Issues issues) {
        this.collection = collection;
        this.issues = issues;
        this.exceptions = new ExceptionCollector(collection.binding, issues);
    }

    /** Applies an item. */
    void collect(RuleItem item) {
        item.accept(this);
    }

    @Override
    public void plugins(PluginRequirements plugins) {
        PluginVersions.check(plugins.requirements(), issues);
        collection.plugins.addAll(plugins.requirements());
    }

    @Override
    public void broken(Broken item) {
        collection.addBroken(item.kind(), item.name());
    }

    private void wrong(String message, ItemContext context) {
        issues.add(IssueCode.LOAD_ERR_VALIDATE, message, context);
    }

    private void missing(Kind kind, String name, String message, ItemContext context, Map<String, ?> known) {
        if (!collection.isBroken(kind, name)) {
            issues.add(IssueCode.LOAD_ERR_VALIDATE, message, context, NearestName.hint(name, known.keySet()));
        }
    }

    @Override
    public void engine(EngineRequirement requirement) {
        EngineVersion version = requirement.version();
        if (!EngineVersion.CURRENT.satisfies(version)) {
            wrong(
                    "Rules require engine version " + version + ", but engine version is " + EngineVersion.CURRENT,
                    requirement.context());
        } else if (collection.required == null || collection.required.compareTo(version) < 0) {
            collection.required = version;
        }
    }

    private <D extends Definition> void put(Map<String, D> all, D definition) {
        D previous = all.put(definition.name, definition);
        definition.visibility = collection.nextIndex();
        definition.index = previous == null ? definition.visibility : previous.index;
    }

    @Override
    public void list(ListText list) {
        ListDefinition previous = collection.lists.get(list.name());
        if (list.operation() == Operation.DEFINE) {
            put(collection.lists, new ListDefinition(list.name(), list.context(), list.items()));
        } else if (previous == null) {
            missing(Kind.LIST, list.name(), NO_LIST, list.context(), collection.lists);
        } else {
            previous.items.addAll(list.items());
            previous.visibility = collection.nextIndex();
        }
    }

    @Override
    public void macro(MacroText macro) {
        SourceMappedText condition = SourceMappedText.of(macro.condition());
        MacroDefinition previous = collection.macros.get(macro.name());
        if (macro.operation() == Operation.DEFINE) {
            put(
                    collection.macros,
                    new MacroDefinition(
                            macro.name(),
                            macro.context(),
                            condition,
                            macro.context().inner(ItemContext.MACRO_CONDITION, "", macro.condition())));
        } else if (previous == null) {
            missing(Kind.MACRO, macro.name(), NO_MACRO, macro.context(), collection.macros);
        } else {
            previous.condition = previous.condition.append(condition);
            previous.visibility = collection.nextIndex();
        }
    }

    @Override
    public void rule(RuleText item) {
        RuleKeys keys = item.keys();
        RuleDefinition rule = new RuleDefinition(item.name(), item.context(), keys);
        RuleDefinition previous = collection.rules.get(item.name());
        if (previous != null && !previous.source.equals(rule.source)) {
            wrong(OTHER_SOURCE, item.context());
            return;
        }
        replace(rule, item.context(), keys);
        rule.output = rule.output.strip();
        if (!rule.source.equals(SYSCALL)) {
            issues.add(IssueCode.LOAD_UNKNOWN_SOURCE, "Unknown source " + rule.source + ", skipping", item.context());
        }
        if (keys.exceptions() != null) {
            exceptions.define(rule, keys.exceptions());
        }
        put(collection.rules, rule);
    }

    @Override
    public void draft(RuleDraft item) {
        RuleDefinition rule = RuleDefinition.draft(item.name(), item.context(), item.keys());
        if (item.keys().exceptions() != null) {
            exceptions.define(rule, item.keys().exceptions());
        }
        collection.addBroken(Kind.RULE, item.name());
        if (rule.source.equals(SYSCALL)) {
            collection.drafts.add(rule);
        }
    }

    @Override
    public void append(RuleAppend item) {
        RuleKeys keys = item.keys();
        RuleDefinition rule = collection.rules.get(item.name());
        if (rule == null) {
            missing(Kind.RULE, item.name(), NO_RULE_TO_APPEND, item.context(), collection.rules);
        } else if (keys.condition() == null && keys.exceptions() == null) {
            wrong("Appended rule must have exceptions or condition property", item.context());
        } else if (keys.source() != null && !keys.source().equals(rule.source)) {
            wrong(OTHER_SOURCE, item.context());
        } else {
            add(rule, keys);
            rule.visibility = collection.nextIndex();
        }
    }

    @Override
    public void override(RuleOverride item) {
        RuleDefinition rule = collection.rules.get(item.name());
        if (rule == null) {
            String message = item.append().isEmpty() ? NO_RULE_TO_REPLACE : NO_RULE_TO_APPEND;
            missing(Kind.RULE, item.name(), message, item.context(), collection.rules);
            return;
        }
        String source = item.replace().source();
        boolean changes = item.append().condition() != null || item.replace().condition() != null;
        if (changes && source != null && !source.equals(rule.source)) {
            wrong(OTHER_SOURCE, item.context());
            return;
        }
        add(rule, item.append());
        replace(rule, item.context(), item.replace());
        if (item.replace().exceptions() != null) {
            exceptions.replace(rule, item.replace().exceptions());
        }
        rule.visibility = collection.nextIndex();
    }

    private void add(RuleDefinition rule, RuleKeys keys) {
        if (keys.condition() != null) {
            rule.condition = rule.condition.append(SourceMappedText.of(keys.condition()));
        }
        if (keys.output() != null) {
            rule.output = rule.output.append(SourceMappedText.of(keys.output()));
        }
        if (keys.desc() != null) {
            rule.desc = rule.desc + " " + keys.desc().text();
        }
        if (keys.tags() != null) {
            rule.tags.addAll(keys.tags());
        }
        if (keys.exceptions() != null) {
            exceptions.append(rule, keys.exceptions());
        }
    }

    private static void replace(RuleDefinition rule, ItemContext context, RuleKeys keys) {
        Scalar condition = keys.condition();
        if (condition != null) {
            rule.condition = SourceMappedText.of(condition);
            rule.conditionContext = context.inner(ItemContext.RULE_CONDITION, "", condition);
        }
        Scalar output = keys.output();
        if (output != null) {
            rule.output = SourceMappedText.of(output);
            rule.outputContext = context.inner(ItemContext.RULE_OUTPUT, "", output);
        }
        rule.desc = keys.desc() == null ? rule.desc : keys.desc().text();
        rule.priority = or(keys.priority(), rule.priority);
        rule.enabled = or(keys.enabled(), rule.enabled);
        rule.warnEvttypes = or(keys.warnEvttypes(), rule.warnEvttypes);
        rule.skipIfUnknownFilter = or(keys.skipIfUnknownFilter(), rule.skipIfUnknownFilter);
        rule.tags = keys.tags() == null ? rule.tags : new TreeSet<>(keys.tags());
    }

    private static <T> T or(@Nullable T given, T before) {
        return given == null ? before : given;
    }

    @Override
    public void toggle(RuleToggle item) {
        RuleDefinition rule = collection.rules.get(item.name());
        if (rule == null) {
            missing(Kind.RULE, item.name(), NO_RULE_TO_TOGGLE, item.context(), collection.rules);
        } else {
            rule.enabled = item.enabled();
        }
    }
}
