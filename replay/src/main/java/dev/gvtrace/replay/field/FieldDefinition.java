// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.Set;

/**
 * What the catalogue says about a field.
 *
 * @param name as written, such as {@code proc.name}; for {@code evt.arg} and the like without the argument
 * @param type its type
 * @param bits 8 to 64 for numbers, 0 for others
 * @param argument whether and how it takes an argument
 * @param flags further facts
 * @param description one or two sentences for {@code gvtrace fields}
 */
public record FieldDefinition(
        String name, FieldType type, int bits, Argument argument, Set<Flag> flags, String description) {

    /** Whether a field takes an argument in brackets (or, for evt.arg, behind a dot). */
    public enum Argument {
        NONE,
        OPTIONAL_INDEX,
        OPTIONAL_KEY,
        OPTIONAL_INDEX_OR_KEY,
        REQUIRED_INDEX,
        REQUIRED_KEY,
        REQUIRED_INDEX_OR_KEY,
        /** evt.arg.name, evt.arg[n]. */
        EVENT_ARGUMENT
    }

    /** Facts that decide where a field may stand. */
    public enum Flag {
        DEPRECATED,
        /** Prints as missing. */
        FILTER_ONLY,
        /** Not for conditions. */
        PRINT_ONLY,
        HIDDEN,
        /** No right-hand side field or transformer may be compared with it. */
        NO_RIGHT_HAND_SIDE,
        /** It can't stand inside a transformer. */
        NO_TRANSFORMER,
        /** Prints as hexadecimal. */
        HEX,
        /** Prints as octal. */
        OCTAL,
        /** Prints padded to nine digits. */
        PADDED,
        /** gvtrace's own. */
        OWN,
        /** Exists in Falco; a Sentry never says it. */
        NEVER_FILLED,
        /** Comes from metadata recorded beside the stream. */
        METADATA
    }
}
