// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.item.RuleItem.Kind;
import dev.gvtrace.replay.rule.item.RuleItem.PluginRequirement;
import dev.gvtrace.replay.rule.item.RuleKeys;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All lists, macros and rules of the files read so far, each in its last state, in the order of first definitions.
 * Changed by {@link RuleCollector} only.
 *
 * <p>More than six components of an exception: one for each of its keys, and how each was written.
 */
final class RuleCollection {
    final Map<String, ListDefinition> lists = new LinkedHashMap<>();
    final Map<String, MacroDefinition> macros = new LinkedHashMap<>();
    final Map<String, RuleDefinition> rules = new LinkedHashMap<>();
    final List<PluginRequirement> plugins = new ArrayList<>();
    /** Rules of the last file that lack something; only so that the rest of them gets checked. */
    final List<RuleDefinition> drafts = new ArrayList<>();

    final Map<Kind, Set<String>> broken = new EnumMap<>(Kind.class);

    @Nullable
    EngineVersion required;

    /** The names that conditions, outputs and exceptions may use. */
    final Binding<EventContext> binding;

    private int next;

    RuleCollection(Binding<EventContext> binding) {
        this.binding = binding;
    }

    /** True if there was an item with this name that could not be read. */
    boolean isBroken(Kind kind, String name) {
        return broken.getOrDefault(kind, Set.of()).contains(name);
    }

    void addBroken(Kind kind, String name) {
        broken.computeIfAbsent(kind, k -> new HashSet<>()).add(name);
    }

    /** The place of the next item. */
    int nextIndex() {
        return next++;
    }

    /** A named item. */
    abstract static sealed class Definition permits ListDefinition, MacroDefinition, RuleDefinition {
        final String name;
        ItemContext context;
        /** The place of the first definition. */
        int index;
        /** The place of the last change. */
        int visibility;

        Definition(String name, ItemContext context) {
            this.name = name;
            this.context = context;
        }
    }

    /** A list. */
    static final class ListDefinition extends Definition {
        final List<Scalar> items;

        ListDefinition(String name, ItemContext context, List<Scalar> items) {
            super(name, context);
            this.items = new ArrayList<>(items);
        }
    }

    /** A macro. */
    static final class MacroDefinition extends Definition {
        SourceMappedText condition;
        ItemContext conditionContext;

        MacroDefinition(String name, ItemContext context, SourceMappedText condition, ItemContext conditionContext) {
            super(name, context);
            this.condition = condition;
            this.conditionContext = conditionContext;
        }
    }

    /** A rule. */
    static final class RuleDefinition extends Definition {
        SourceMappedText condition;
        ItemContext conditionContext;
        SourceMappedText output;
        ItemContext outputContext;
        String desc;
        Priority priority;
        String source;
        boolean enabled = true;
        boolean warnEvttypes = true;
        boolean skipIfUnknownFilter;
        SortedSet<String> tags = new TreeSet<>();
        List<ExceptionDefinition> exceptions = new ArrayList<>();

        RuleDefinition(String name, ItemContext context, RuleKeys keys) {
            super(name, context);
            Scalar givenCondition = present(keys.condition());
            Scalar givenOutput = present(keys.output());
            this.condition = SourceMappedText.of(givenCondition);
            this.conditionContext = context.inner(ItemContext.RULE_CONDITION, "", givenCondition);
            this.output = SourceMappedText.of(givenOutput).strip();
            this.outputContext = context.inner(ItemContext.RULE_OUTPUT, "", givenOutput);
            this.desc = present(keys.desc()).text();
            this.priority = present(keys.priority());
            this.source = keys.source() == null ? RuleCollector.SYSCALL : keys.source();
        }

        /** A rule with defaults for keys that could not be read. */
        static RuleDefinition draft(String name, ItemContext context, RuleKeys keys) {
            Scalar none = Scalar.standIn(context.place().file(), context.place().offset(), "evt.num = 0");
            RuleDefinition rule = new RuleDefinition(
                    name,
                    context,
                    keys.toBuilder()
                            .condition(keys.condition() == null ? none : keys.condition())
                            .output(keys.output() == null ? none : keys.output())
                            .desc(keys.desc() == null ? none : keys.desc())
                            .priority(keys.priority() == null ? Priority.DEBUG : keys.priority())
                            .build());
            rule.conditionContext = keys.condition() == null ? context : rule.conditionContext;
            rule.outputContext = keys.output() == null ? context : rule.outputContext;
            return rule;
        }

        private static <T> T present(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("a rule definition without a required key");
            }
            return value;
        }
    }

    /**
     * An exception of a rule.
     *
     * @param name never empty
     * @param context its own
     * @param fields one or more
     * @param single true for the scalar form
     * @param comps one for each field
     * @param written the comps as in the file, empty if they are omitted
     * @param values added to by later items
     */
    record ExceptionDefinition(
            String name,
            ItemContext context,
            List<Scalar> fields,
            boolean single,
            List<String> comps,
            List<Scalar> written,
            List<YamlNode> values) {}
}
