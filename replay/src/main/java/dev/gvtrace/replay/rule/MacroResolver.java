// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.rule.RuleCollection.MacroDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.Issues.Span;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem.Kind;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.text.NearestName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves macros in macros and conditions, on the tree. A macro can use those first defined before its own last
 * change; rules can use all. Single-use for one state of the collection.
 */
final class MacroResolver {
    /** How many macros may appear in each other that were not resolved before. */
    private static final int MAX_CHAIN = 200;

    /** A macro during resolution. */
    private static final class Macro {
        final MacroDefinition definition;
        final SourceMappedText text;
        final Expr parsed;

        @Nullable
        Expr resolved;

        boolean failed;

        Macro(MacroDefinition definition, SourceMappedText text, Expr parsed) {
            this.definition = definition;
            this.text = text;
            this.parsed = parsed;
        }
    }

    private final RuleCollection collection;
    private final ConditionReader reader;
    private final Issues issues;
    private final CompileCache cache;
    private final Map<String, Macro> macros = new LinkedHashMap<>();
    private final Map<String, Set<String>> lists = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Deque<String> chain = new ArrayDeque<>();

    MacroResolver(RuleCollection collection, ConditionReader reader, CompileCache cache, Issues issues) {
        this.collection = collection;
        this.reader = reader;
        this.cache = cache;
        this.issues = issues;
    }

    /** Reads all macros, then resolves each. */
    void resolveMacros() {
        for (MacroDefinition definition : collection.macros.values()) {
            Set<String> names = new LinkedHashSet<>();
            if (reader.usesBroken(definition.condition)) {
                continue;
            }
            ConditionReader.Parsed parsed = reader.read(definition.condition, definition.conditionContext, names);
            lists.put(definition.name, names);
            if (parsed != null) {
                macros.put(definition.name, new Macro(definition, parsed.text(), parsed.expr()));
            }
        }
        for (Macro macro : macros.values()) {
            MacroDefinition definition = macro.definition;
            chain.push(definition.name);
            macro.resolved = resolve(macro.parsed, macro.text, definition.context, definition.visibility);
            macro.failed = macro.resolved == null;
            chain.pop();
        }
    }

    /** True if it is missing or has an error. */
    boolean isBroken(String name) {
        Macro macro = macros.get(name);
        return macro == null || macro.failed;
    }

    /** True if a macro or rule refers to it. */
    boolean isUsed(String name) {
        return used.contains(name);
    }

    /** The text of a macro with lists inserted; null if there is none. */
    @Nullable
    SourceMappedText text(String name) {
        Macro macro = macros.get(name);
        return macro == null ? null : macro.text;
    }

    /** All macros that were read, by name. */
    Map<String, SourceMappedText> texts() {
        Map<String, SourceMappedText> texts = new HashMap<>();
        macros.forEach((name, macro) -> texts.put(name, macro.text));
        return texts;
    }

    /** The lists in a macro's own text. */
    Set<String> lists(String name) {
        return lists.getOrDefault(name, Set.of());
    }

    /** The condition of a rule with all macros in it; null if there is an error, which is reported. */
    @Nullable
    Expr resolveRule(Expr parsed, SourceMappedText text, ItemContext rule) {
        return resolve(parsed, text, rule, Integer.MAX_VALUE);
    }

    private @Nullable Expr resolve(Expr parsed, SourceMappedText text, ItemContext item, int visibility) {
        List<Expr.Identifier> names = parsed.identifiers();
        List<Expr> bodies = new ArrayList<>(names.size());
        for (Expr.Identifier name : names) {
            Macro macro = macros.get(name.name());
            if (macro == null || macro.definition.index >= visibility) {
                undefined(name, text, item);
                continue;
            }
            used.add(name.name());
            Expr body = body(macro, name, text, item, visibility);
            if (body != null) {
                bodies.add(body);
            }
        }
        if (bodies.size() < names.size()) {
            return null;
        }
        try {
            return cache.resolve(parsed, names, bodies);
        } catch (FilterException e) {
            issues.add(
                    IssueCode.LOAD_ERR_COMPILE_CONDITION,
                    String.valueOf(e.getMessage()),
                    span(item, text, e.position().index(), 1));
            return null;
        }
    }

    private void undefined(Expr.Identifier name, SourceMappedText text, ItemContext item) {
        boolean unreadable = collection.isBroken(Kind.MACRO, name.name());
        MacroDefinition known = collection.macros.get(name.name());
        if (unreadable || (known != null && !macros.containsKey(name.name()))) {
            return; // its own issue has the reason
        }
        Span span = span(item, text, name.position().index(), name.name().length());
        String message = "Undefined macro '" + name.name() + "' used in filter.";
        issues.add(IssueCode.LOAD_ERR_VALIDATE, message, span, span.place(), hint(name, known, text, item), null);
    }

    private @Nullable String hint(
            Expr.Identifier name, @Nullable MacroDefinition known, SourceMappedText text, ItemContext item) {
        String list = text.listAt(name.position().index());
        if (list != null) {
            return "a list follows an operator: FIELD in (" + list + ")";
        }
        if (known == null) {
            return NearestName.hint(name.name(), collection.macros.keySet());
        }
        return known.context == item
                ? "a macro cannot use itself"
                : "'" + name.name() + "' is first defined later, at " + known.context.place();
    }

    private static Span span(ItemContext item, SourceMappedText text, int index, int length) {
        return new Span(ItemContext.CONDITION_EXPRESSION, item, text, index, length);
    }

    /** The body of a macro; null if it has an error. */
    private @Nullable Expr body(
            Macro macro, Expr.Identifier name, SourceMappedText text, ItemContext item, int visibility) {
        if (macro.resolved != null || macro.failed) {
            return macro.resolved;
        }
        String macroName = macro.definition.name;
        if (chain.contains(macroName) || chain.size() > MAX_CHAIN) {
            issues.add(
                    IssueCode.LOAD_ERR_VALIDATE,
                    "reference loop in macro '" + macroName + "'",
                    span(item, text, name.position().index(), macroName.length()));
            return null;
        }
        chain.push(macroName);
        Expr body = resolve(macro.parsed, macro.text, macro.definition.context, visibility);
        chain.pop();
        return body;
    }
}
