// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Counts the evaluations and matches of each rule of a set, and their cost. Parts shared by rules count for the first
 * that needs them. Not thread-safe: one for each engine, to be added up.
 */
public final class RuleStatistics {
    private final List<Rule> rules;
    private final long[] evaluations;
    private final long[] matches;
    private final long[] nanos;
    private final LongSupplier clock;
    private long started;

    /**
     * The figures of one rule.
     *
     * @param rule its name
     * @param evaluations how often it was evaluated
     * @param matches how often it matched
     * @param share of the total time of all rules, 0 to 1
     */
    public record Line(String rule, long evaluations, long matches, double share) {}

    /** For the rules of a set, with a clock in nanoseconds. */
    public RuleStatistics(RuleSet set, LongSupplier clock) {
        this.rules = set.rules();
        this.evaluations = new long[rules.size()];
        this.matches = new long[rules.size()];
        this.nanos = new long[rules.size()];
        this.clock = clock;
    }

    void begin() {
        started = clock.getAsLong();
    }

    void end(int rule, boolean matched) {
        nanos[rule] += clock.getAsLong() - started;
        evaluations[rule]++;
        matches[rule] += matched ? 1 : 0;
    }

    /** Adds the figures of another engine with the same set. */
    public void add(RuleStatistics other) {
        for (int i = 0; i < nanos.length; i++) {
            evaluations[i] += other.evaluations[i];
            matches[i] += other.matches[i];
            nanos[i] += other.nanos[i];
        }
    }

    /** One line per rule, in the order of evaluation. */
    public List<Line> lines() {
        long all = 0;
        for (long each : nanos) {
            all += each;
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            double share = all == 0 ? 0 : (double) nanos[i] / all;
            lines.add(new Line(rules.get(i).name(), evaluations[i], matches[i], share));
        }
        return lines;
    }
}
