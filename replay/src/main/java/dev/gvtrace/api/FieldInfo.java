// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A field of events. Immutable.
 *
 * @param name as it is written, without an argument, such as {@code proc.aname}
 * @param type as Falco's messages call it, such as {@code UINT32}; {@code by argument} where that decides
 * @param argument whether and how it takes an argument
 * @param origin where its values come from
 * @param limits where it may not stand; empty for most
 * @param description what it means
 */
public record FieldInfo(
        String name, String type, Argument argument, Origin origin, Set<Limit> limits, String description) {
    /** How a field takes an argument. */
    public enum Argument {
        /** It takes none. */
        NONE,
        /** A number in brackets, or none. */
        OPTIONAL_INDEX,
        /** A text in brackets, or none. */
        OPTIONAL_KEY,
        /** A number or a text in brackets, or none. */
        OPTIONAL_INDEX_OR_KEY,
        /** A number in brackets. */
        INDEX,
        /** A text in brackets. */
        KEY,
        /** A number or a text in brackets. */
        INDEX_OR_KEY,
        /** A name after a dot. */
        NAME,
        /** A name after a dot, or a number in brackets. */
        NAME_OR_INDEX
    }

    /** Where values come from. */
    public enum Origin {
        /** The Sentry's messages. */
        SENTRY,
        /** What the recorder found beside them. */
        METADATA,
        /** Nowhere: the field exists in Falco, so rules that name it load, and it has no value. */
        NEVER
    }

    /** Where a field may not stand. */
    public enum Limit {
        /** Falco calls it deprecated. */
        DEPRECATED,
        /** It is for conditions; in outputs it has no value. */
        CONDITIONS_ONLY,
        /** It is for outputs; a condition with it does not load. */
        OUTPUTS_ONLY,
        /** It is left out of lists. */
        HIDDEN
    }

    /** Copies the set. */
    public FieldInfo {
        limits = Set.copyOf(limits);
    }

    static FieldInfo of(FieldDefinition field) {
        Origin source = field.is(Flag.METADATA) ? Origin.METADATA : Origin.SENTRY;
        return new FieldInfo(
                field.name(),
                field.name().equals("evt.rawarg") ? "by argument" : field.typeName(),
                argument(field),
                field.is(Flag.NEVER_FILLED) ? Origin.NEVER : source,
                limits(field),
                field.description());
    }

    private static Argument argument(FieldDefinition field) {
        return switch (field.argument()) {
            case NONE -> Argument.NONE;
            case OPTIONAL_INDEX -> Argument.OPTIONAL_INDEX;
            case OPTIONAL_KEY -> Argument.OPTIONAL_KEY;
            case OPTIONAL_INDEX_OR_KEY -> Argument.OPTIONAL_INDEX_OR_KEY;
            case REQUIRED_INDEX -> Argument.INDEX;
            case REQUIRED_KEY -> Argument.KEY;
            case REQUIRED_INDEX_OR_KEY -> Argument.INDEX_OR_KEY;
            case EVENT_ARGUMENT -> field.name().equals("evt.arg") ? Argument.NAME_OR_INDEX : Argument.NAME;
            case REQUIRED_NAME -> Argument.NAME;
        };
    }

    private static Set<Limit> limits(FieldDefinition field) {
        Set<Limit> limits = EnumSet.noneOf(Limit.class);
        add(limits, Limit.DEPRECATED, field.is(Flag.DEPRECATED));
        add(limits, Limit.CONDITIONS_ONLY, field.is(Flag.FILTER_ONLY));
        add(limits, Limit.OUTPUTS_ONLY, field.is(Flag.PRINT_ONLY));
        add(limits, Limit.HIDDEN, field.is(Flag.HIDDEN));
        return limits;
    }

    private static void add(Set<Limit> limits, Limit limit, boolean holds) {
        limits.addAll(holds ? Set.of(limit) : Collections.emptySet());
    }
}
