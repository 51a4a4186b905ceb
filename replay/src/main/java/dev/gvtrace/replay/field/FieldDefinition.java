// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.Set;

/**
 * The definition of a field.
 *
 * @param name as written, such as {@code proc.name}; without the argument for {@code evt.arg.fd} and similar fields
 * @param type its type
 * @param bits 8 to 64 for numbers, 0 for others
 * @param argument whether and how it takes an argument
 * @param flags further facts
 * @param description one or two sentences for {@code gvtrace fields}
 */
public record FieldDefinition(
        String name, FieldType type, int bits, Argument argument, Set<Flag> flags, String description) {

    /** Whether a field takes an argument in brackets (or, for evt.arg, after a dot). */
    public enum Argument {
        NONE,
        OPTIONAL_INDEX,
        OPTIONAL_KEY,
        OPTIONAL_INDEX_OR_KEY,
        REQUIRED_INDEX,
        REQUIRED_KEY,
        REQUIRED_INDEX_OR_KEY,
        /** evt.arg.name, evt.arg[n]. */
        EVENT_ARGUMENT,
        /** A name after a dot: evt.type.is.open, thread.cgroup.cpu. */
        REQUIRED_NAME;

        /** True if it is required. */
        public boolean required() {
            return switch (this) {
                case NONE, OPTIONAL_INDEX, OPTIONAL_KEY, OPTIONAL_INDEX_OR_KEY -> false;
                case REQUIRED_INDEX, REQUIRED_KEY, REQUIRED_INDEX_OR_KEY, EVENT_ARGUMENT, REQUIRED_NAME -> true;
            };
        }

        /** True if it may be a number in brackets. */
        public boolean takesIndex() {
            return switch (this) {
                case OPTIONAL_INDEX, OPTIONAL_INDEX_OR_KEY, REQUIRED_INDEX, REQUIRED_INDEX_OR_KEY, EVENT_ARGUMENT ->
                    true;
                case NONE, OPTIONAL_KEY, REQUIRED_KEY, REQUIRED_NAME -> false;
            };
        }

        /** True if it may be any text in brackets. */
        public boolean takesKey() {
            return switch (this) {
                case OPTIONAL_KEY, OPTIONAL_INDEX_OR_KEY, REQUIRED_KEY, REQUIRED_INDEX_OR_KEY -> true;
                case NONE, OPTIONAL_INDEX, REQUIRED_INDEX, EVENT_ARGUMENT, REQUIRED_NAME -> false;
            };
        }
    }

    /** Facts that determine where a field may be used. */
    public enum Flag {
        DEPRECATED,
        /** Prints as missing. */
        FILTER_ONLY,
        /** Not for conditions. */
        PRINT_ONLY,
        HIDDEN,
        /** No right-hand side field or transformer may be compared with it. */
        NO_RIGHT_HAND_SIDE,
        /** It cannot be used in a transformer. */
        NO_TRANSFORMER,
        /** Prints as hexadecimal. */
        HEX,
        /** Prints padded to nine digits. */
        PADDED,
        /** Text whose JSON value is the event's time in nanoseconds since the epoch. */
        TIME_IN_JSON,
        /** Its extractor has state, so each use in a condition needs a field of its own. */
        STATEFUL,
        /** Defined by gvtrace. */
        OWN,
        /** Exists in Falco; a Sentry never reports it. */
        NEVER_FILLED,
        /** Comes from metadata recorded beside the stream. */
        METADATA
    }

    /** The type's name in Falco's messages, such as {@code UINT32}; for evt.rawarg it depends on the argument. */
    public String typeName() {
        return switch (type) {
            case TEXT -> "CHARBUF";
            case PATH -> "FSPATH";
            case SIGNED -> "INT" + bits;
            case UNSIGNED -> "UINT" + bits;
            case BOOLEAN -> "BOOL";
            case ABSOLUTE_TIME -> "ABSTIME";
            case RELATIVE_TIME -> "RELTIME";
            case PORT -> "PORT";
            case ADDRESS -> "IPADDR";
            case NETWORK -> "IPNET";
            case DECIMAL -> "DOUBLE";
            case BUFFER -> "BYTEBUF";
            case TEXT_LIST -> "CHARBUF (list)";
            case OPAQUE -> "DYNAMIC";
        };
    }

    /** A definition without argument and flags, of as many bits as its type allows. */
    public static FieldDefinition plain(String name, FieldType type, String description) {
        int bits = switch (type) {
            case SIGNED, UNSIGNED, ABSOLUTE_TIME, RELATIVE_TIME -> Long.SIZE;
            case PORT -> Short.SIZE;
            case BOOLEAN -> Byte.SIZE;
            case TEXT, PATH, ADDRESS, NETWORK, DECIMAL, BUFFER, TEXT_LIST, OPAQUE -> 0;
        };
        return new FieldDefinition(name, type, bits, Argument.NONE, Set.of(), description);
    }

    /** The end of a name that starts at a position. */
    public static int nameEnd(String text, int position) {
        int end = position;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** An argument without the quotes around it. */
    public static String unquoted(String argument) {
        char first = argument.isEmpty() ? ' ' : argument.charAt(0);
        boolean quoted = argument.length() > 1
                && (first == '"' || first == '\'')
                && argument.charAt(argument.length() - 1) == first;
        return quoted ? argument.substring(1, argument.length() - 1) : argument;
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }

    /** True for fields of a Falco plugin, which parses their arguments differently. */
    public boolean ofPlugin() {
        return name.startsWith("container.") || name.startsWith("k8s.");
    }

    /** True if the flag is set. */
    public boolean is(Flag flag) {
        return flags.contains(flag);
    }
}
