// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.ast.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles conditions that are evaluated together, such as those of one rule set. Equal parts, even of different
 * conditions, are shared. Not thread-safe; its results are.
 *
 * @param <S> the subject that conditions are evaluated on
 */
public final class FilterCompiler<S> {
    private final ValueReaders readers;
    private final CheckCompiler checks;
    private final TupleCompiler tuples;
    private int tupleLeaves;
    private static final int MANY_VALUES = 10_000;

    /** The estimated probability that one of many exceptions holds. */
    private static final double TUPLES_CHANCE = 0.2;

    private final Map<Expr.Check, Integer> largeChecks = new IdentityHashMap<>();
    private final Map<ConstantSet, Integer> sets = new IdentityHashMap<>();
    private final NodeGraph graph = new NodeGraph();
    private final IdentityHashMap<Expr, Node> bodies = new IdentityHashMap<>();
    private final Map<Node, Integer> slots = new HashMap<>();

    /** Creates a compiler for the fields of a binding. */
    public FilterCompiler(Binding<S> binding) {
        this.readers = ValueReaders.remembering(binding);
        this.checks = new CheckCompiler(readers);
        this.tuples = new TupleCompiler(readers);
    }

    /**
     * Compiles a condition.
     *
     * @param expr condition with all macros resolved, and without errors according to {@link FilterChecker}
     * @throws IllegalArgumentException if it has errors
     */
    public CompiledFilter<S> compile(Expr expr) {
        boolean events = readers.binding().event() != null;
        return new CompiledFilter<>(events ? EventTypeSet.of(expr) : EventTypeSet.all(), node(expr));
    }

    private Node node(Expr expr) {
        return expr.accept(new NodeMaker());
    }

    private final class NodeMaker implements Expr.Visitor<Node> {
        @Override
        public Node and(Expr.And and) {
            return graph.and(nodes(and.parts()));
        }

        @Override
        public Node or(Expr.Or or) {
            return alternatives(or);
        }

        @Override
        public Node not(Expr.Not not) {
            return graph.not(node(not.part()));
        }

        @Override
        public Node check(Expr.Check check) {
            return leaf(check);
        }

        @Override
        public Node identifier(Expr.Identifier identifier) {
            throw new IllegalArgumentException(FilterChecker.undefined(identifier));
        }

        /** The body is shared by all uses, so it is compiled once. */
        @Override
        public Node macro(Expr.Macro macro) {
            Node body = bodies.get(macro.body());
            if (body == null || body.stateful()) {
                body = node(macro.body());
                bodies.put(macro.body(), body);
            }
            return body;
        }
    }

    private List<Node> nodes(List<Expr> exprs) {
        List<Node> nodes = new ArrayList<>();
        for (Expr expr : exprs) {
            nodes.add(node(expr));
        }
        return nodes;
    }

    /** Tests for tuples of values are joined and go first. */
    private Node alternatives(Expr.Or or) {
        List<Node> parts = new ArrayList<>();
        Set<Expr> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TupleCompiler.Joined joined : tuples.join(or.parts())) {
            parts.add(graph.leaf("tuples " + tupleLeaves++, joined.leaf(), TUPLES_CHANCE));
            taken.addAll(joined.parts());
        }
        List<Node> rest =
                nodes(or.parts().stream().filter(part -> !taken.contains(part)).toList());
        if (!parts.isEmpty() && rest.stream().anyMatch(Node::stateful)) {
            return graph.or(nodes(or.parts())); // their order matters
        }
        parts.addAll(rest);
        return graph.or(parts);
    }

    private Node leaf(Expr.Check check) {
        String text = key(check);
        Node known = graph.known(text);
        if (known != null) {
            return known;
        }
        List<CheckError> errors = new ArrayList<>();
        CheckCompiler.Leaf leaf = checks.compile(check, errors);
        if (leaf == null) {
            throw new IllegalArgumentException(errors.get(0).getMessage(), errors.get(0));
        }
        return leaf.predicate() instanceof CompiledTest.Constant && !leaf.stateful()
                ? graph.constant(leaf.predicate() == CompiledTest.TRUE)
                : graph.leaf(text, leaf, Selectivity.of(check));
    }

    /** The key of a check: its text, and the identity of long lists. */
    private String key(Expr.Check check) {
        ConstantList list = ConstantList.of(check.right());
        if (list != null) {
            Expr.Check rest = new Expr.Check(
                    check.left(),
                    check.operator(),
                    check.modifier(),
                    new Operand.Values(List.copyOf(list.written()), check.position()),
                    check.position());
            StringBuilder key = new StringBuilder("with sets");
            for (ConstantSet set : list.sets()) {
                int number = sets.computeIfAbsent(set, s -> sets.size());
                key.append(' ').append(number);
            }
            return key.append(' ').append(FilterPrinter.print(rest)).toString();
        }
        boolean large =
                check.right() instanceof Operand.Values values && values.items().size() > MANY_VALUES;
        if (!large) {
            return FilterPrinter.print(check);
        }
        int number = largeChecks.computeIfAbsent(check, c -> largeChecks.size());
        return "large " + number;
    }

    /**
     * Links conditions.
     *
     * @param type the type of the events that they are evaluated on; null for any type, and for subjects that are not
     *     events
     * @param filters in the order of evaluation, compiled by this compiler
     */
    public FilterProgram<S> link(@Nullable EventType type, List<CompiledFilter<S>> filters) {
        Specialiser specialiser = new Specialiser(graph, type);
        List<Node> roots = new ArrayList<>();
        for (CompiledFilter<S> filter : filters) {
            roots.add(specialiser.specialise(filter.root()));
        }
        return new Linker<S>(graph, roots, readers.sizes(), slots).link();
    }

    /** A new evaluation for programs that are already linked. */
    public Evaluation<S> newEvaluation() {
        return new Evaluation<>(readers.sizes());
    }
}
