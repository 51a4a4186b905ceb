// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the schema with the names, numbers and types of their fields, for readers that show a message without
 * knowing it. Read from the schema files that are shipped as resources. Immutable, thread-safe.
 */
public final class MessageSchema {
    private static final List<String> FILES = List.of(
            "gvisor/common/common.proto",
            "gvisor/container/container.proto",
            "gvisor/sentry/sentry.proto",
            "gvisor/syscall/syscall.proto");

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern MESSAGE = Pattern.compile("message (\\w+) \\{");
    private static final Pattern FIELD = Pattern.compile("\\s+(repeated )?([\\w.]+) (\\w+) = (\\d+);");

    private final Map<String, Message> messages = new HashMap<>();

    private MessageSchema() {}

    /** What the value of a field is. */
    public enum Kind {
        SIGNED,
        UNSIGNED,
        BOOL,
        /** Text; the Sentry sends UTF-8. */
        TEXT,
        BYTES,
        /** A message of its own, named by {@link Field#message}. */
        MESSAGE
    }

    /**
     * A field of a message.
     *
     * @param number its number on the wire
     * @param name as in the schema, such as {@code pathname}
     * @param kind what its value is
     * @param repeated true for a list
     * @param message the full name of the message that its value is; empty unless it is one
     */
    public record Field(int number, String name, Kind kind, boolean repeated, String message) {}

    /**
     * A message.
     *
     * @param name its full name, such as {@code gvisor.syscall.Open}
     * @param fields by number
     */
    public record Message(String name, Map<Integer, Field> fields) {}

    /** Reads the schema. */
    public static MessageSchema load() {
        MessageSchema schema = new MessageSchema();
        FILES.forEach(schema::read);
        return schema;
    }

    private void read(String file) {
        try (InputStream in = MessageSchema.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("resource " + file + " is missing");
            }
            parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void parse(BufferedReader lines) throws IOException {
        String folder = "";
        Message current = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher named = PACKAGE.matcher(line);
            Matcher begins = MESSAGE.matcher(line);
            Matcher field = FIELD.matcher(line);
            if (named.matches()) {
                folder = named.group(1);
            } else if (begins.matches()) {
                String name = folder + "." + begins.group(1);
                current = new Message(name, new HashMap<>());
                messages.put(name, current);
            } else if (line.equals("}")) {
                current = null;
            } else if (current != null && field.matches()) {
                Field parsed = field(folder, field);
                current.fields().put(parsed.number(), parsed);
            }
        }
    }

    private static Field field(String folder, Matcher field) {
        String type = field.group(2);
        Kind kind = switch (type) {
            case "int32", "int64" -> Kind.SIGNED;
            case "uint32", "uint64" -> Kind.UNSIGNED;
            case "bool" -> Kind.BOOL;
            case "string" -> Kind.TEXT;
            case "bytes" -> Kind.BYTES;
            default -> Kind.MESSAGE;
        };
        String message = kind != Kind.MESSAGE ? "" : type.contains(".") ? type : folder + "." + type;
        return new Field(Integer.parseInt(field.group(4)), field.group(3), kind, field.group(1) != null, message);
    }

    /** The message with this full name, such as {@code gvisor.syscall.Open}; null if there is none. */
    public @Nullable Message find(String name) {
        return messages.get(name);
    }
}
