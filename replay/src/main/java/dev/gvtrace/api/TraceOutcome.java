// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceLanes;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading one trace came to. Immutable, safe for use by any number of threads.
 *
 * <p>More than six components: one for each question that callers ask, without a detour through a group.
 *
 * @param trace the trace's number from 1, in the order of {@link TraceGroup#traces}; 1 for a single trace
 * @param files its files, in order
 * @param messages messages that were read
 * @param events events that they made
 * @param lost messages that the Sentry or the recorder lost, as far as counted
 * @param damage what could not be read, so that rows or alerts may be missing
 * @param failure why reading ended early, in which case the figures are 0; null if it did not
 */
public record TraceOutcome(
        int trace,
        List<Text> files,
        long messages,
        long events,
        long lost,
        List<TraceInfo.Damage> damage,
        @Nullable GvtraceException failure) {
    /** Copies the lists. */
    public TraceOutcome {
        files = List.copyOf(files);
        damage = List.copyOf(damage);
    }

    /** Of the first of these traces, as far as they were read. */
    static List<TraceOutcome> of(List<TraceLanes.Outcome> outcomes, List<Trace> traces) {
        List<TraceOutcome> all = new ArrayList<>();
        for (TraceLanes.Outcome outcome : outcomes) {
            all.add(of(all.size() + 1, traces.get(all.size()).files(), outcome));
        }
        return Collections.unmodifiableList(all);
    }

    private static TraceOutcome of(int trace, List<Text> files, TraceLanes.Outcome outcome) {
        ReplayResult result = outcome.result();
        Throwable failure = outcome.failure();
        return new TraceOutcome(
                trace,
                files,
                result.messages(),
                result.events(),
                result.lost(),
                TraceInfo.damage(result.damage()),
                failure == null ? null : Problems.of(failure));
    }

    /** All damage of all traces. */
    static List<TraceInfo.Damage> damage(List<TraceOutcome> outcomes) {
        return outcomes.stream().flatMap(outcome -> outcome.damage().stream()).toList();
    }
}
