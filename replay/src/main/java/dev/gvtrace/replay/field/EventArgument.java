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
import org.jspecify.annotations.Nullable;

/** A parameter of a type of event and how its value is read. Immutable. */
sealed interface EventArgument {
    /** The parameter in the event table. */
    Parameter parameter();

    /** Reads the value, which is missing if the event does not have it. */
    Extractor<EventContext> value();

    /** Appends {@code value} or {@code value(meaning)}. */
    void append(StringBuilder text, EventContext event);

    /** The meaning if there is one, otherwise the value; the text for a missing value if there is none. */
    String meaning(EventContext event);

    /** True if the event has the argument. */
    boolean isThere(EventContext event);

    /** The plain value, or null if it is missing or a number. */
    @Nullable
    String rawText(EventContext event);

    /** True and the value in {@code out}, or false if it is missing or a text. */
    boolean rawNumber(EventContext event, Extractor.NumberValue out);

    /** An argument of a kind that is a number. */
    record OfNumber(Parameter parameter, Extractor.OfNumber<EventContext> value) implements EventArgument {
        @Override
        public void append(StringBuilder text, EventContext event) {
            ArgumentText.append(text, event, this);
        }

        @Override
        public String meaning(EventContext event) {
            return ArgumentText.meaning(event, this);
        }

        @Override
        public boolean isThere(EventContext event) {
            return value.number(event, new Extractor.NumberValue());
        }

        @Override
        public @Nullable String rawText(EventContext event) {
            return null;
        }

        @Override
        public boolean rawNumber(EventContext event, Extractor.NumberValue out) {
            return value.number(event, out);
        }
    }

    /** An argument of another kind; of socket addresses and tuples the text itself. */
    record OfText(Parameter parameter, Extractor.OfText<EventContext> value) implements EventArgument {
        @Override
        public void append(StringBuilder text, EventContext event) {
            ArgumentText.append(text, event, this);
        }

        @Override
        public String meaning(EventContext event) {
            return ArgumentText.meaning(event, this);
        }

        @Override
        public boolean isThere(EventContext event) {
            return ArgumentText.text(event, this) != null;
        }

        @Override
        public @Nullable String rawText(EventContext event) {
            return Extractors.known(value.text(event));
        }

        @Override
        public boolean rawNumber(EventContext event, Extractor.NumberValue out) {
            return false;
        }
    }

    /** The arguments of a type, created on first use. */
    final class Cache {
        private static final AtomicReferenceArray<EventArgument[]> BY_TYPE =
                new AtomicReferenceArray<>(EventTypes.count());

        private Cache() {}
    }

    /** The arguments of a type in the order of its parameters. Not to be changed. */
    static EventArgument[] of(EventType type) {
        EventArgument[] all = Cache.BY_TYPE.get(type.id());
        if (all == null) {
            List<Parameter> parameters = type.parameters();
            all = new EventArgument[parameters.size()];
            for (int i = 0; i < all.length; i++) {
                Parameter parameter = parameters.get(i);
                all[i] = ArgumentSources.of(type, parameter);
            }
            Cache.BY_TYPE.set(type.id(), all);
        }
        return all;
    }

    /** True for kinds whose value is a number. */
    static boolean isNumber(Kind kind) {
        return switch (kind) {
            case FSPATH, TEXT, BYTES, SOCKADDR, TUPLE, OTHER -> false;
            case FD,
                    ERRNO,
                    PID,
                    UID,
                    GID,
                    FLAGS,
                    ENUM_FLAGS,
                    MODE,
                    OCTAL,
                    HEX,
                    SIGNED,
                    UNSIGNED,
                    SIGNAL,
                    ABSOLUTE_TIME,
                    RELATIVE_TIME,
                    SYSCALL_ID -> true;
        };
    }
}
