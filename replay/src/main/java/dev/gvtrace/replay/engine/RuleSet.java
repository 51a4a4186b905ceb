// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.CompiledFilter;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that take part in a replay, indexed by the event types that they can match. Immutable; one serves all
 * sandboxes and threads.
 */
public final class RuleSet {
    /** The compiled rules for one event type, in the order of evaluation. */
    static final class Bucket {
        final Rule[] rules;
        /** Index in the whole set, for each. */
        final int[] indexes;
        /** All of them at once. */
        final FilterProgram<EventContext> program;
        /** Each by itself, when statistics are requested. */
        final @Nullable List<FilterProgram<EventContext>> single;

        Bucket(
                Rule[] rules,
                int[] indexes,
                FilterProgram<EventContext> program,
                @Nullable List<FilterProgram<EventContext>> single) {
            this.rules = rules;
            this.indexes = indexes;
            this.program = program;
            this.single = single;
        }
    }

    private final Binding<EventContext> binding;
    private final List<Rule> rules;
    private final FilterCompiler<EventContext> compiler;
    private final @Nullable Bucket[] buckets;

    private RuleSet(
            Binding<EventContext> binding,
            List<Rule> rules,
            FilterCompiler<EventContext> compiler,
            @Nullable Bucket[] buckets) {
        this.binding = binding;
        this.rules = List.copyOf(rules);
        this.compiler = compiler;
        this.buckets = buckets;
    }

    /** A set with the rules that the files enable, of all priorities. */
    public static RuleSet of(LoadedRules loaded) {
        return of(loaded, RuleSelection.NONE, Priority.DEBUG, false);
    }

    /**
     * A set with the rules that are enabled.
     *
     * @param loaded results of loading; in files with errors, the rules that could be compiled take part
     * @param selection rules switched on and off in addition to the files
     * @param threshold rules below it take no part
     * @param singly true if {@link RuleStatistics} are wanted, which costs speed
     */
    public static RuleSet of(LoadedRules loaded, RuleSelection selection, Priority threshold, boolean singly) {
        List<Rule> rules = new ArrayList<>();
        List<CompiledFilter<EventContext>> filters = new ArrayList<>();
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(loaded.binding());
        for (Rule rule : loaded.rules()) {
            if (selection.isEnabled(rule) && rule.priority().isAtLeast(threshold)) {
                rules.add(rule);
                filters.add(compiler.compile(rule.condition()));
            }
        }
        return new RuleSet(loaded.binding(), rules, compiler, new Filing(rules, filters, compiler, singly).buckets());
    }

    /** The binding that the rules were compiled against. */
    public Binding<EventContext> binding() {
        return binding;
    }

    /** The rules that take part, in the order of evaluation. */
    public List<Rule> rules() {
        return rules;
    }

    /** The rules for events of a type, or null if there are none. */
    @Nullable
    Bucket bucket(EventType type) {
        return buckets[type.id()];
    }

    Evaluation<EventContext> newEvaluation() {
        return compiler.newEvaluation();
    }

    /** Indexes rules by event type. Types with the same rules share linked programs. */
    private static final class Filing {
        private final List<Rule> rules;
        private final List<CompiledFilter<EventContext>> filters;
        private final FilterCompiler<EventContext> compiler;
        private final boolean singly;
        private final Map<BitSet, Bucket> shared = new HashMap<>();

        Filing(
                List<Rule> rules,
                List<CompiledFilter<EventContext>> filters,
                FilterCompiler<EventContext> compiler,
                boolean singly) {
            this.rules = rules;
            this.filters = filters;
            this.compiler = compiler;
            this.singly = singly;
        }

        @Nullable
        Bucket[] buckets() {
            @Nullable Bucket[] buckets = new Bucket[EventTypes.count()];
            for (EventType type : EventTypes.all()) {
                BitSet matching = new BitSet(filters.size());
                for (int i = 0; i < filters.size(); i++) {
                    matching.set(i, filters.get(i).eventTypes().contains(type));
                }
                if (!matching.isEmpty()) {
                    buckets[type.id()] =
                            type.generic() ? shared.computeIfAbsent(matching, this::bucket) : bucket(type, matching);
                }
            }
            return buckets;
        }

        private Bucket bucket(BitSet matching) {
            return bucket(null, matching);
        }

        private Bucket bucket(@Nullable EventType type, BitSet matching) {
            int count = matching.cardinality();
            Rule[] filed = new Rule[count];
            int[] indexes = new int[count];
            List<CompiledFilter<EventContext>> linked = new ArrayList<>(count);
            @Nullable List<FilterProgram<EventContext>> single = singly ? new ArrayList<>(count) : null;
            int n = 0;
            for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
                filed[n] = rules.get(i);
                indexes[n] = i;
                linked.add(filters.get(i));
                if (single != null) {
                    single.add(compiler.link(type, List.of(filters.get(i))));
                }
                n++;
            }
            return new Bucket(filed, indexes, compiler.link(type, linked), single);
        }
    }
}
