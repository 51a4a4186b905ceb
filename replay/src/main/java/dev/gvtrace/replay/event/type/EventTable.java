// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.type;

import dev.gvtrace.replay.event.type.EventType.Kind;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventType.Trait;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content of {@code events.txt}; the head of that file describes its format. */
record EventTable(List<Row> rows, List<String> generic, Map<String, String> aliases, Map<String, Parameter> arguments) {
    private static final String RESOURCE = "events.txt";

    /** One line of the table; parameters are those that a Sentry's events have. */
    record Row(String name, int codes, String category, String traits, List<Parameter> parameters) {}

    static EventTable read() {
        EventTable table = new EventTable(new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new LinkedHashMap<>());
        String text = load();
        List<String> words = new ArrayList<>();
        List<String> olderArguments = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            if (text.charAt(at) != '#') {
                split(text, at, end, words);
                table.line(words, olderArguments);
            }
            at = end + 1;
        }
        for (String argument : olderArguments) {
            Parameter parameter = parameter(argument);
            table.arguments.put(parameter.name(), parameter);
        }
        return table;
    }

    private static String load() {
        try (InputStream in = EventTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }

    private static void split(String text, int from, int end, List<String> words) {
        words.clear();
        for (int at = from; at < end; ) {
            int blank = text.indexOf(' ', at);
            int stop = blank < 0 || blank > end ? end : blank;
            words.add(text.substring(at, stop));
            at = stop + 1;
        }
    }

    private void line(List<String> words, List<String> olderArguments) {
        switch (words.get(0)) {
            case "alias" -> {
                String alias = words.get(1);
                int equals = alias.indexOf('=');
                aliases.put(alias.substring(0, equals), alias.substring(equals + 1));
            }
            case "generic" -> generic.addAll(words.subList(1, words.size()));
            case "argument" -> olderArguments.add(words.get(1));
            default -> row(words);
        }
    }

    private void row(List<String> words) {
        List<Parameter> parameters = new ArrayList<>(words.size());
        for (String word : words.subList(4, words.size())) {
            if (word.startsWith("@")) {
                parameters.addAll(sameAs(word));
                continue;
            }
            boolean sent = word.charAt(0) != '!';
            Parameter parameter = parameter(sent ? word : word.substring(1));
            arguments.putIfAbsent(parameter.name(), parameter);
            if (sent) {
                parameters.add(parameter);
            }
        }
        String category = words.get(2);
        rows.add(new Row(
                words.get(0),
                Integer.parseInt(words.get(1)),
                category.equals("io") ? "" : category,
                words.get(3),
                Collections.unmodifiableList(parameters)));
    }

    /** {@code @clone} is the parameters of clone, {@code @execve-1} those of execve without the last. */
    private List<Parameter> sameAs(String reference) {
        int minus = reference.indexOf('-');
        String name = reference.substring(1, minus < 0 ? reference.length() : minus);
        int fewer = minus < 0 ? 0 : Integer.parseInt(reference.substring(minus + 1));
        for (Row row : rows) {
            if (row.name.equals(name)) {
                return row.parameters.subList(0, row.parameters.size() - fewer);
            }
        }
        throw new IllegalStateException(RESOURCE + ": no row above is named " + name);
    }

    private static Parameter parameter(String text) {
        int colon = text.indexOf(':');
        int equals = text.indexOf('=');
        int kindEnd = equals < 0 ? text.length() : equals;
        int slash = text.indexOf('/');
        String table = slash < 0 ? "" : text.substring(slash + 1, kindEnd);
        String kind = text.substring(colon + 1, slash < 0 ? kindEnd : slash);
        int source = Parameter.NOWHERE;
        if (equals >= 0) {
            char c = text.charAt(equals + 1);
            source = c == 'r' ? Parameter.RESULT : c - '0';
        }
        return new Parameter(text.substring(0, colon), kind(kind), table, source);
    }

    private static Kind kind(String text) {
        return switch (text) {
            case "FD" -> Kind.FD;
            case "ERR" -> Kind.ERRNO;
            case "PID" -> Kind.PID;
            case "UID" -> Kind.UID;
            case "GID" -> Kind.GID;
            case "FLAGS" -> Kind.FLAGS;
            case "ENUM" -> Kind.ENUM_FLAGS;
            case "MODE" -> Kind.MODE;
            case "OCT" -> Kind.OCTAL;
            case "HEX" -> Kind.HEX;
            case "INT" -> Kind.SIGNED;
            case "UINT" -> Kind.UNSIGNED;
            case "PATH" -> Kind.FSPATH;
            case "TEXT" -> Kind.TEXT;
            case "BYTES" -> Kind.BYTES;
            case "ADDR" -> Kind.SOCKADDR;
            case "TUPLE" -> Kind.TUPLE;
            case "SIG" -> Kind.SIGNAL;
            case "ABS" -> Kind.ABSOLUTE_TIME;
            case "REL" -> Kind.RELATIVE_TIME;
            case "SYSID" -> Kind.SYSCALL_ID;
            case "OTHER" -> Kind.OTHER;
            default -> throw new IllegalStateException(RESOURCE + ": no kind is named " + text);
        };
    }

    static int traits(String letters) {
        int traits = Trait.SYSCALL.bit();
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'f' -> traits |= Trait.USES_FD.bit();
                case 'c' -> traits |= Trait.CREATES_FD.bit();
                case 'd' -> traits |= Trait.DESTROYS_FD.bit();
                case 'r' -> traits |= Trait.IO.bit() | Trait.IO_READ.bit();
                case 'w' -> traits |= Trait.IO.bit() | Trait.IO_WRITE.bit();
                case 'W' -> traits |= Trait.WAIT.bit();
                case 'n' -> traits |= Trait.NO_RESULT.bit();
                case 'm' -> traits &= ~Trait.SYSCALL.bit();
                case 'E' -> traits |= Trait.ENTER_DIRECTION.bit();
                case '-' -> {}
                default -> throw new IllegalStateException(RESOURCE + ": unknown traits " + letters);
            }
        }
        return traits;
    }
}
