// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.field.FieldDefinition.Argument;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the resource {@code fields.txt}; its head describes the columns. An error in it is a bug. */
final class DefinitionReader {
    private static final String RESOURCE = "fields.txt";

    private DefinitionReader() {}

    static Map<String, FieldDefinition> read() {
        Map<String, FieldDefinition> all = new LinkedHashMap<>(1024);
        for (String line : lines(RESOURCE)) {
            FieldDefinition definition = definition(line);
            if (all.put(definition.name(), definition) != null) {
                throw new IllegalStateException(RESOURCE + ": " + definition.name() + " is defined twice");
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** The lines of a resource of this package, without comments. */
    static List<String> lines(String resource) {
        String text = text(resource);
        List<String> all = new ArrayList<>(512);
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (end > from && text.charAt(from) != '#') {
                all.add(text.substring(from, end));
            }
            from = end + 1;
        }
        return all;
    }

    private static String text(String resource) {
        try (InputStream in = DefinitionReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + resource, e);
        }
    }

    private static FieldDefinition definition(String text) {
        int name = text.indexOf('|');
        int type = text.indexOf('|', name + 1);
        int argument = text.indexOf('|', type + 1);
        int flags = text.indexOf('|', argument + 1);
        String typeWord = text.substring(name + 1, type);
        return new FieldDefinition(
                text.substring(0, name),
                type(typeWord),
                bits(typeWord),
                argument(text.substring(type + 1, argument)),
                flags(text, argument + 1, flags),
                text.substring(flags + 1));
    }

    private static FieldType type(String word) {
        return switch (word) {
            case "text" -> FieldType.TEXT;
            case "path" -> FieldType.PATH;
            case "buffer" -> FieldType.BUFFER;
            case "list" -> FieldType.TEXT_LIST;
            case "bool" -> FieldType.BOOLEAN;
            case "double" -> FieldType.DECIMAL;
            case "ip" -> FieldType.ADDRESS;
            case "net" -> FieldType.NETWORK;
            case "port" -> FieldType.PORT;
            case "abstime" -> FieldType.ABSOLUTE_TIME;
            case "reltime" -> FieldType.RELATIVE_TIME;
            case "i16", "i32", "i64" -> FieldType.SIGNED;
            case "u32", "u64" -> FieldType.UNSIGNED;
            default -> throw new IllegalStateException(RESOURCE + ": unknown type " + word);
        };
    }

    private static int bits(String word) {
        return switch (word) {
            case "i16", "port" -> 16;
            case "i32", "u32" -> 32;
            case "i64", "u64", "abstime", "reltime" -> 64;
            case "bool" -> 8;
            default -> 0;
        };
    }

    private static Argument argument(String word) {
        return switch (word) {
            case "-" -> Argument.NONE;
            case "[n]" -> Argument.OPTIONAL_INDEX;
            case "[k]" -> Argument.OPTIONAL_KEY;
            case "[nk]" -> Argument.OPTIONAL_INDEX_OR_KEY;
            case "[n]!" -> Argument.REQUIRED_INDEX;
            case "[k]!" -> Argument.REQUIRED_KEY;
            case "[nk]!" -> Argument.REQUIRED_INDEX_OR_KEY;
            case ".arg" -> Argument.EVENT_ARGUMENT;
            case ".name" -> Argument.REQUIRED_NAME;
            default -> throw new IllegalStateException(RESOURCE + ": unknown argument rule " + word);
        };
    }

    private static Set<Flag> flags(String text, int from, int to) {
        if (text.charAt(from) == '-') {
            return Set.of();
        }
        Set<Flag> all = EnumSet.noneOf(Flag.class);
        for (int i = from; i < to; i++) {
            all.add(flag(text.charAt(i)));
        }
        return Collections.unmodifiableSet(all);
    }

    private static Flag flag(char letter) {
        return switch (letter) {
            case 'D' -> Flag.DEPRECATED;
            case 'F' -> Flag.FILTER_ONLY;
            case 'P' -> Flag.PRINT_ONLY;
            case 'H' -> Flag.HIDDEN;
            case 'R' -> Flag.NO_RIGHT_HAND_SIDE;
            case 't' -> Flag.NO_TRANSFORMER;
            case 'x' -> Flag.HEX;
            case '9' -> Flag.PADDED;
            case 'T' -> Flag.TIME_IN_JSON;
            case 'S' -> Flag.STATEFUL;
            case 'G' -> Flag.OWN;
            case 'N' -> Flag.NEVER_FILLED;
            case 'M' -> Flag.METADATA;
            default -> throw new IllegalStateException(RESOURCE + ": unknown flag " + letter);
        };
    }
}
