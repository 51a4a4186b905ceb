// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import java.time.Instant;

/**
 * Which rules run over traces, over which part of them, and which alerts are wanted. Immutable, safe for use by any
 * number of threads.
 *
 * <p>Without further settings it is what {@code gvtrace replay --rules} does: the whole trace, at most one alert an
 * event. Moments are written as in {@link TableQuery}.
 */
public final class AlertQuery {
    private final Rules rules;
    private final EngineOptions engine;
    private final ReplayOptions replay;
    private final int threads;

    private AlertQuery(Rules rules, EngineOptions engine, ReplayOptions replay, int threads) {
        this.rules = rules;
        this.engine = engine;
        this.replay = replay;
        this.threads = threads;
    }

    /** The alerts of these rules over a whole trace. Of the rules that match an event the first gives the alert. */
    public static AlertQuery of(Rules rules) {
        return new AlertQuery(
                rules,
                EngineOptions.of(MatchMode.FIRST, rules.set()),
                ReplayOptions.DEFAULT,
                TableQuery.ALL_PROCESSORS);
    }

    private AlertQuery with(EngineOptions changed) {
        return new AlertQuery(rules, changed, replay, threads);
    }

    private AlertQuery with(ReplayOptions changed) {
        return new AlertQuery(rules, engine, changed, threads);
    }

    /** The same with an alert for each rule that matches an event. */
    public AlertQuery allMatches() {
        return with(new EngineOptions(MatchMode.ALL, engine.suffix(), engine.failedExecs()));
    }

    /**
     * The same where rules see attempts to execute that failed, too. Falco's rules take each execve for a program that
     * was started, so by default they do not.
     */
    public AlertQuery failedExecs() {
        return with(new EngineOptions(engine.mode(), engine.suffix(), true));
    }

    /** The same where rules see names as the Sentry resolved them, where it reported that. */
    public AlertQuery resolvedNames() {
        return with(new ReplayOptions(replay.from(), replay.to(), true, replay.readAhead()));
    }

    /**
     * The same without alerts before a moment. What was before still counts for the state.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not a moment
     */
    public AlertQuery from(String moment) {
        return with(replay.between(TableQuery.moment(moment), replay.to()));
    }

    /** The same without alerts before a moment. */
    public AlertQuery from(Instant moment) {
        return from(moment.toString());
    }

    /**
     * The same up to a moment, what happens at it included.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not a moment
     */
    public AlertQuery to(String moment) {
        return with(replay.between(replay.from(), TableQuery.moment(moment)));
    }

    /** The same up to a moment. */
    public AlertQuery to(Instant moment) {
        return to(moment.toString());
    }

    /**
     * The same with at most this many traces read at a time; by default as many as there are processors, and never more
     * than memory allows. It affects neither the alerts nor their order.
     *
     * @throws GvtraceException INVALID_REQUEST if it is less than 1
     */
    public AlertQuery threads(int most) {
        return new AlertQuery(rules, engine, replay, TableQuery.validThreads(most));
    }

    Rules rules() {
        return rules;
    }

    EngineOptions engine() {
        return engine;
    }

    ReplayOptions replay() {
        return replay;
    }

    int threads() {
        return TableQuery.orAllProcessors(threads);
    }
}
