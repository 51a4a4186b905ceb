// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;

/** evt.arg, evt.rawarg and evt.args (rule language reference 7). */
final class ArgumentFields {
    private ArgumentFields() {}

    /** evt.arg.NAME or evt.arg[N]: the argument's meaning if it has one, otherwise its value as text. */
    static Extractor.OfText<EventContext> resolved(String key, boolean named) {
        if (named) {
            int[] positions = positions(key);
            return event -> {
                EventType type = event.event().type();
                int position = positions[type.id()];
                return position < 0 ? null : EventArgument.of(type)[position].meaning(event);
            };
        }
        Integer index = WholeNumber.index(key);
        int position = index == null ? -1 : index;
        return event -> {
            EventArgument[] all = EventArgument.of(event.event().type());
            return position >= 0 && position < all.length ? all[position].meaning(event) : null;
        };
    }

    /**
     * evt.rawarg.NAME: the plain value. The name determines which events have it and, when rules are loaded, its type;
     * an event whose argument with this name has another kind of value has none.
     */
    static Extractor<EventContext> raw(String name, ArgumentType type) {
        int[] positions = positions(name);
        return switch (type.type()) {
            case TEXT, PATH, BUFFER -> (Extractor.OfText<EventContext>) event -> rawText(event, positions);
            case OPAQUE -> exists(positions);
            case SIGNED, UNSIGNED, BOOLEAN, ABSOLUTE_TIME, RELATIVE_TIME, PORT, DECIMAL, ADDRESS, NETWORK, TEXT_LIST ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    EventArgument argument = at(event, positions);
                    return argument != null && argument.rawNumber(event, out);
                };
        };
    }

    private static @Nullable String rawText(EventContext event, int[] positions) {
        EventArgument argument = at(event, positions);
        return argument == null ? null : argument.rawText(event);
    }

    /** Arguments that cannot be compared at least exist; their value is the text of evt.arg. */
    private static Extractor.OfText<EventContext> exists(int[] positions) {
        return event -> {
            EventArgument argument = at(event, positions);
            return argument == null || !argument.isThere(event) ? null : argument.meaning(event);
        };
    }

    private static @Nullable EventArgument at(EventContext event, int[] positions) {
        EventType type = event.event().type();
        int position = positions[type.id()];
        return position < 0 ? null : EventArgument.of(type)[position];
    }

    /** The position of the parameter with this name in each event type, -1 for none; indexed by the types' ids. */
    private static int[] positions(String name) {
        int[] positions = new int[EventTypes.count()];
        for (EventType type : EventTypes.all()) {
            positions[type.id()] = type.parameter(name);
        }
        return positions;
    }

    /** evt.args: {@code name=value(meaning)} for each argument, "" for calls without an event of their own. */
    static String all(EventContext event) {
        EventType type = event.event().type();
        if (type.generic()) {
            return "";
        }
        StringBuilder text = new StringBuilder(128);
        for (EventArgument argument : EventArgument.of(type)) {
            if (text.length() > 0) {
                text.append(' ');
            }
            text.append(argument.parameter().name()).append('=');
            argument.append(text, event);
        }
        return text.toString();
    }
}
