// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field's value from an event. One interface a kind of value, so that nothing is boxed. An extractor changes
 * nothing in the event. Several threads may use one at once, each for sandboxes of its own; what the few that have state
 * ({@link FieldDefinition.Flag#STATEFUL}) remember, they remember for each sandbox.
 */
public sealed interface Extractor {
    /** TEXT, PATH and BUFFER. */
    non-sealed interface OfText extends Extractor {
        /** The value as byte text, null if it is missing. */
        @Nullable
        String text(EventContext event);
    }

    /** SIGNED, UNSIGNED, BOOLEAN, times and PORT. */
    non-sealed interface OfNumber extends Extractor {
        /** True and the value in {@code out}, or false if it is missing. */
        boolean number(EventContext event, NumberValue out);
    }

    /** DECIMAL. */
    non-sealed interface OfDecimal extends Extractor {
        /** The value, NaN if it is missing. */
        double decimal(EventContext event);
    }

    /** ADDRESS and NETWORK. */
    non-sealed interface OfAddress extends Extractor {
        /** 4 or 16 bytes in network order, null if the value is missing. Not to be changed. */
        byte @Nullable [] address(EventContext event);
    }

    /** TEXT_LIST. */
    non-sealed interface OfTexts extends Extractor {
        /** The values, null if the field is missing; an empty list is a value. */
        @Nullable
        List<String> texts(EventContext event);
    }

    /**
     * A field with several values of which any may satisfy a check: {@code proc.aname} and its like, {@code proc.apid},
     * {@code fd.ip}, {@code fd.port}, {@code fd.net}.
     */
    non-sealed interface OfAny extends Extractor {
        /** How many values the event has; 0 if the field is missing. */
        int count(EventContext event);

        /** Reads one of them: from 0 to less than {@link #count}. Its type is the field's. */
        Extractor at(int index);

        /**
         * The verdict of {@code exists}. It may be true without a value: {@code fd.ip} exists for each descriptor that is
         * known, also for a file.
         */
        default boolean exists(EventContext event) {
            return count(event) > 0;
        }

        /** True if {@code !=} asks that all values differ, as for fd.ip; else one that differs is enough. */
        default boolean unequalMeansAll() {
            return false;
        }
    }

    /** A number on its way out of {@link OfNumber}. */
    final class NumberValue {
        /** The value; unsigned ones use all 64 bits. */
        public long value;
    }
}
