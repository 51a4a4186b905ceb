// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.rules.SessionViews;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.rule.coverage.SessionView;
import dev.gvtrace.replay.rule.coverage.UnaskedTypes;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds events that a session did not request, so that a question about them has no rows even if they happened. */
final class Unasked {
    /** A condition that allows more types than this names none of them. */
    private static final int FEW_TYPES = 20;

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
     * A part of a sentence for each type of event that the question names; empty if all were asked for.
     *
     * @param rows how many the answer has: if none, traces whose session is unknown are named as well
     */
    List<String> of(ScanRequest request, long rows) {
        Collection<EventType> named = named(request);
        if (named.isEmpty()) {
            return List.of();
        }
        int traces = sources.size();
        Map<String, Integer> unasked = new TreeMap<>();
        for (List<SessionView> views : sessions()) {
            Set<String> names = new TreeSet<>(UnaskedTypes.of(named, views.get(0)));
            views.stream().skip(1).forEach(view -> names.retainAll(UnaskedTypes.of(named, view)));
            names.forEach(name -> unasked.merge(name, 1, Integer::sum));
        }
        List<String> parts = new ArrayList<>();
        unasked.forEach((name, count) -> parts.add(
                name + ": not asked for" + (traces == 1 ? "" : " in " + count + " of " + traces + " traces")));
        int unknown = traces - sessions().size();
        if (rows == 0 && unknown > 0) {
            parts.add("what the session asked for is not recorded"
                    + (traces == 1 ? "" : " in " + unknown + " of " + traces + " traces"));
        }
        return parts;
    }

    private static Collection<EventType> named(ScanRequest request) {
        String condition = request.condition();
        if (condition == null || condition.isBlank() || !request.table().equals("events")) {
            return Set.of();
        }
        try {
            Collection<EventType> types =
                    EventTypeSet.of(FilterParser.parse(condition)).types();
            return types.size() > FEW_TYPES ? Set.of() : types;
        } catch (FilterException e) {
            return Set.of(); // reported when the table is asked
        }
    }
}
