// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.FilterChecker;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.MacroExpansion;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Caches parsed, resolved and checked conditions during a load. The whole collection is compiled after every file, but
 * only changed parts are compiled again. Not thread-safe.
 */
final class CompileCache {
    private final Map<Key, Expr> parsed = new HashMap<>();
    private final Map<String, List<String>> values = new HashMap<>();
    private final Map<List<String>, ConstantSet> sets = new IdentityHashMap<>();
    private final Map<Expr, Resolved> resolved = new IdentityHashMap<>();
    private final Map<Expr, List<FilterIssue>> checked = new IdentityHashMap<>();
    private final Map<String, Output> outputs = new HashMap<>();
    private final MacroExpansion expansion = new MacroExpansion();
    private final Binding<EventContext> binding;

    CompileCache(Binding<EventContext> binding) {
        this.binding = binding;
    }

    /** A tree with its resolved macros, in the order of their names in the text. */
    private record Resolved(List<Expr> bodies, Expr result) {}

    /**
     * An output.
     *
     * @param template null if there are errors
     */
    record Output(@Nullable OutputTemplate<EventContext> template, List<FilterIssue> faults) {}

    /** A text with the values that its words refer to. */
    private record Key(String text, Map<Integer, FilterParser.Reference> references) {}

    /**
     * The tree of a condition's text; null if a word for several values is in a place for one value.
     *
     * @throws FilterException if it is not a condition
     */
    @Nullable
    Expr parse(SourceMappedText text) throws FilterException {
        Map<Integer, FilterParser.Reference> references = new HashMap<>();
        for (SourceMappedText.Reference reference : text.references()) {
            ConstantSet set = sets.computeIfAbsent(reference.values(), ConstantSet::new);
            references.put(reference.index(), new FilterParser.Reference(set, reference.length()));
        }
        Key key = new Key(text.text(), references);
        Expr known = parsed.get(key);
        if (known == null) {
            known = FilterParser.parse(text.text(), references);
            if (known != null) {
                parsed.put(key, known);
            }
        }
        return known;
    }

    /** The cached object for values under this name if they are equal; otherwise the given values. */
    List<String> values(String name, List<String> now) {
        List<String> before = values.get(name);
        if (before != null && before.equals(now)) {
            return before;
        }
        if (before != null) {
            sets.remove(before);
        }
        values.put(name, now);
        return now;
    }

    /**
     * A tree with macros in it.
     *
     * @param names the names in the tree, in order
     * @param bodies the body of each
     */
    Expr resolve(Expr tree, List<Expr.Identifier> names, List<Expr> bodies) throws FilterException {
        Resolved known = resolved.get(tree);
        if (known != null && same(known.bodies, bodies)) {
            return known.result;
        }
        Map<String, Expr> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i).name(), bodies.get(i));
        }
        Expr result = expansion.expand(tree, name -> byName.get(name.name()));
        resolved.put(tree, new Resolved(bodies, result));
        return result;
    }

    private static boolean same(List<Expr> one, List<Expr> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) != other.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** The issues of a resolved tree. */
    List<FilterIssue> check(Expr tree) {
        return checked.computeIfAbsent(tree, expr -> FilterChecker.check(expr, binding));
    }

    /** A compiled output. */
    Output output(String format) {
        Output known = outputs.get(format);
        if (known == null) {
            List<FilterIssue> faults = new ArrayList<>();
            known = new Output(OutputTemplate.compile(format, binding, faults), List.copyOf(faults));
            outputs.put(format, known);
        }
        return known;
    }
}
