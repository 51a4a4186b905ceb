// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds the types of events that a Sentry could have reported but was not asked for. */
public final class UnaskedTypes {
    private UnaskedTypes() {}

    /** The names of those among the types, in order. */
    public static List<String> of(Collection<EventType> types, SessionView session) {
        SessionView everything = session.everything();
        List<String> names = new ArrayList<>();
        for (EventType type : types) {
            if (EventShape.of(type, session) == null && EventShape.of(type, everything) != null) {
                names.add(type.name());
            }
        }
        return names;
    }
}
