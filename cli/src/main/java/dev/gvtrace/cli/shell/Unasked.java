// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.rules.SessionViews;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.rule.coverage.SessionView;
import dev.gvtrace.replay.rule.coverage.UnaskedTypes;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds events that a session did not request, so that a question about them has no rows even if they happened. */
final class Unasked {
    private final List<TraceSource> sources;
    private @Nullable List<List<SessionView>> sessions;

    /** For traces that stay open. */
    Unasked(List<TraceSource> sources) {
        this.sources = sources;
    }

    /** Of each trace that records its session, the session on each architecture: a trace does not name it. */
    private List<List<SessionView>> sessions() {
        List<List<SessionView>> known = sessions;
        if (known == null) {
            known = sources.stream()
                    .map(source -> SessionViews.ofRecorded(source.opening()))
                    .filter(views -> !views.isEmpty())
                    .toList();
            sessions = known;
        }
        return known;
    }

    /**
     * Parts of a sentence about the types of events that were not asked for; empty if all were.
     *
     * @param needed the types by name, each with the columns that need it, as {@link Question#eventTypes} has them
     * @param rows how many the answer has: if none, traces whose session is unknown are named as well
     */
    List<String> of(Map<String, Set<String>> needed, long rows) {
        Collection<EventType> types = needed.keySet().stream()
                .map(EventTypes::byName)
                .filter(Objects::nonNull)
                .toList();
        if (types.isEmpty()) {
            return List.of();
        }
        int traces = sources.size();
        Map<String, Integer> unasked = new TreeMap<>();
        for (List<SessionView> views : sessions()) {
            Set<String> names = new TreeSet<>(UnaskedTypes.of(types, views.get(0)));
            views.stream().skip(1).forEach(view -> names.retainAll(UnaskedTypes.of(types, view)));
            names.forEach(name -> unasked.merge(name, 1, Integer::sum));
        }
        Map<String, List<String>> together = new LinkedHashMap<>();
        unasked.forEach((name, count) -> together.computeIfAbsent(
                        remark(count, needed.getOrDefault(name, Set.of())), key -> new ArrayList<>())
                .add(name));
        List<String> parts = new ArrayList<>();
        together.forEach((remark, names) -> parts.add(String.join(", ", names) + remark));
        int unknown = traces - sessions().size();
        if (rows == 0 && unknown > 0) {
            parts.add("what the session asked for is not recorded"
                    + (traces == 1 ? "" : " in " + unknown + " of " + traces + " traces"));
        }
        return parts;
    }

    /** What is said of types: in how many traces they are missing, and which columns need them. */
    private String remark(int count, Set<String> columns) {
        int traces = sources.size();
        return ": not asked for" + (traces == 1 ? "" : " in " + count + " of " + traces + " traces")
                + (columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")");
    }
}
