// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Kind;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A parameter of a type of event and how its value is read: an {@link Extractor.OfNumber} for kinds that are numbers,
 * an {@link Extractor.OfText} for the others (of socket addresses and tuples the text itself). Immutable.
 *
 * @param parameter what the event table says
 * @param value reads it; missing where the event does not carry it
 */
record EventArgument(Parameter parameter, Extractor<EventContext> value) {
    private static final AtomicReferenceArray<EventArgument[]> BY_TYPE = new AtomicReferenceArray<>(EventTypes.count());

    /** The arguments of a type in the order of its parameters. Not to be changed. */
    static EventArgument[] of(EventType type) {
        EventArgument[] all = BY_TYPE.get(type.id());
        if (all == null) {
            List<Parameter> parameters = type.parameters();
            all = new EventArgument[parameters.size()];
            for (int i = 0; i < all.length; i++) {
                Parameter parameter = parameters.get(i);
                all[i] = new EventArgument(parameter, ArgumentSources.of(type, parameter));
            }
            BY_TYPE.set(type.id(), all);
        }
        return all;
    }

    /** True for kinds whose value is a number. */
    static boolean isNumber(Kind kind) {
        return switch (kind) {
            case FSPATH, TEXT, BYTES, SOCKADDR, TUPLE, OTHER -> false;
            default -> true;
        };
    }
}
