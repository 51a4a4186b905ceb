// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.EventType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the conditions of one rule set. Equal parts of them, even of different rules, become one. Not thread-safe; what
 * it makes is.
 */
public final class FilterCompiler {
    private final Sources sources;
    private final CheckCompiler checks;
    private static final int MANY_VALUES = 10_000;

    private final Map<Expr.Check, Integer> largeChecks = new IdentityHashMap<>();
    private final NodeGraph graph = new NodeGraph();
    private final IdentityHashMap<Expr, Node> bodies = new IdentityHashMap<>();
    private final Map<Node, Integer> slots = new HashMap<>();

    /** Makes a compiler without conditions. */
    public FilterCompiler() {
        this(Sources.remembering());
    }

    /** Makes a compiler whose fields are read in another way. */
    FilterCompiler(Sources sources) {
        this.sources = sources;
        this.checks = new CheckCompiler(sources);
    }

    /**
     * Compiles a condition.
     *
     * @param expr with all macros in place, and without errors according to {@link FilterChecker}
     * @throws IllegalArgumentException if it has errors
     */
    public CompiledFilter compile(Expr expr) {
        return new CompiledFilter(EventTypeSet.of(expr), node(expr));
    }

    private Node node(Expr expr) {
        if (expr instanceof Expr.Macro macro) {
            // The body is shared by all uses, so it is walked once.
            Node body = bodies.get(macro.body());
            if (body == null || body.stateful()) {
                body = node(macro.body());
                bodies.put(macro.body(), body);
            }
            return body;
        }
        if (expr instanceof Expr.Check check) {
            return leaf(check);
        }
        if (expr instanceof Expr.Identifier identifier) {
            throw new IllegalArgumentException(FilterChecker.undefined(identifier));
        }
        List<Node> parts = new ArrayList<>();
        for (Expr child : expr.children()) {
            parts.add(node(child));
        }
        if (expr instanceof Expr.Not) {
            return graph.not(parts.get(0));
        }
        return expr instanceof Expr.And ? graph.and(parts) : graph.or(parts);
    }

    private Node leaf(Expr.Check check) {
        String text = key(check);
        Node known = graph.known(text);
        if (known != null) {
            return known;
        }
        List<Fault> faults = new ArrayList<>();
        CheckCompiler.Leaf leaf = checks.compile(check, faults);
        if (leaf == null) {
            throw new IllegalArgumentException(faults.get(0).getMessage(), faults.get(0));
        }
        return leaf.predicate() instanceof Predicate.Constant && !leaf.stateful()
                ? graph.constant(leaf.predicate() == Predicate.TRUE)
                : graph.leaf(text, leaf, Likelihood.of(check));
    }

    /** What equal checks have in common: their text, but of one with a large list only its identity. */
    private String key(Expr.Check check) {
        boolean large =
                check.right() instanceof Operand.Values values && values.items().size() > MANY_VALUES;
        return large
                ? "large " + largeChecks.computeIfAbsent(check, c -> largeChecks.size())
                : FilterPrinter.print(check);
    }

    /**
     * Links conditions for events of one type.
     *
     * @param type the type; null for events of any type
     * @param filters in the order in which they are to be tried, made by this compiler
     */
    public FilterProgram link(@Nullable EventType type, List<CompiledFilter> filters) {
        Specialiser specialiser = new Specialiser(graph, type);
        List<Node> roots = new ArrayList<>();
        for (CompiledFilter filter : filters) {
            roots.add(specialiser.specialise(filter.root()));
        }
        return new Linker(graph, roots, sources.sizes(), slots).link();
    }

    /** A fresh evaluation for programs that were linked before. */
    public Evaluation newEvaluation() {
        return new Evaluation(sources.sizes());
    }
}
