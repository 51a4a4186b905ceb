// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How events of one type arrive in a session.
 *
 * @param type of the events
 * @param raw true if only the registers of the call are known
 * @param fields context and optional fields of the points that make them
 */
record EventShape(EventType type, boolean raw, Set<String> fields) {
    /** Events that other points make than {@code syscall/NAME/exit}. */
    private static final Map<String, List<String>> POINTS = Map.of(
            "execve", List.of("sentry/execve", "syscall/execve/exit", "container/start"),
            "execveat", List.of("syscall/execveat/exit", "sentry/execve"),
            "clone", List.of("sentry/clone", "syscall/clone/exit", "container/start"),
            "procexit", List.of("sentry/task_exit"),
            "silent", List.of("sentry/clone"));

    /** Calls whose event has a name of its own. */
    private static final Map<String, String> CALLS =
            Map.of("pread", "pread64", "pwrite", "pwrite64", "prlimit", "prlimit64");

    /** How the events arrive; null if they do not. */
    static @Nullable EventShape of(EventType type, SessionView session) {
        Set<String> fields = new HashSet<>();
        boolean seen = false;
        for (String point : points(type)) {
            Set<String> asked = session.fields(point);
            if (asked != null) {
                seen = true;
                fields.addAll(asked);
            }
        }
        if (seen) {
            return new EventShape(type, false, fields);
        }
        Set<String> raw = session.fields(rawPoint(type, session));
        return raw == null ? null : new EventShape(type, true, raw);
    }

    /** The points that make the events, those that a Sentry does not have among them. */
    static List<String> points(EventType type) {
        return POINTS.getOrDefault(type.name(), List.of("syscall/" + call(type) + "/exit"));
    }

    private static String call(EventType type) {
        return CALLS.getOrDefault(type.name(), type.name());
    }

    static String rawPoint(EventType type, SessionView session) {
        return session.rawExit(call(type));
    }

    /** True if the session asks for the call's exit twice, so that a concealed one shows. */
    boolean hasShadow(SessionView session) {
        return session.fields("syscall/" + call(type) + "/exit") != null
                && session.fields(rawPoint(type, session)) != null;
    }

    /** What would have to be enabled for the events to arrive; null if nothing helps. */
    static @Nullable String remedy(EventType type, SessionView session) {
        for (String point : points(type)) {
            if (session.offered(point) != null) {
                return point;
            }
        }
        String raw = rawPoint(type, session);
        return type.is(EventType.Trait.SYSCALL) && session.offered(raw) != null ? raw : null;
    }
}
