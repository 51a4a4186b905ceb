// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The parts that a copy names, read one record ahead of the messages that they belong to. Not thread-safe.
 */
final class NamedParts implements Closeable {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final RecordCursor cursor;
    private final String export;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private boolean malformed;

    /**
     * A message or record with its parts.
     *
     * @param message true for a message
     * @param number of the message, or of the record
     * @param commitment digest of salt and original, hexadecimal; null if there is none
     * @param parts that differ
     */
    record Entry(boolean message, long number, @Nullable String commitment, List<Part> parts) {
        Entry {
            parts = List.copyOf(parts);
        }

        /** The words that its salt is made from. */
        String which() {
            return (message ? RedactionFacts.MESSAGE : RedactionFacts.RECORD) + " " + number;
        }
    }

    NamedParts(TraceSource copy, String export) {
        this.cursor = copy.records(Selection.all());
        this.export = export;
    }

    /** The next entry, if it is about this message or record; null if that has no parts. */
    @Nullable
    Entry take(boolean message, long number) {
        Entry next = peek();
        boolean fits = next != null && next.message == message && next.number == number;
        return fits ? entries.poll() : null;
    }

    /** The next entry; null after the last. */
    @Nullable
    Entry peek() {
        while (entries.isEmpty() && cursor.next()) {
            if (cursor.kind() == RecordKind.FACTS) {
                Facts facts = Facts.decode(cursor.buffer(), cursor.offset(), cursor.length());
                if (facts.kind().decoded().equals(RedactionFacts.PARTS)) {
                    read(facts.json());
                }
            }
        }
        return entries.peek();
    }

    @Nullable
    Entry poll() {
        peek();
        return entries.poll();
    }

    /** True if a record of parts could not be read. */
    boolean isMalformed() {
        return malformed;
    }

    private void read(byte[] json) {
        List<Entry> found = new ArrayList<>();
        String of = null;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(RedactionFacts.EXPORT)) {
                    of = parser.getString();
                } else if (name.equals(RedactionFacts.REDACTED) && parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        found.add(entry(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            malformed = true;
        }
        if (export.equals(of)) {
            entries.addAll(found);
        }
    }

    private Entry entry(JsonParser parser) {
        boolean message = false;
        long number = 0;
        String commitment = null;
        List<Part> parts = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case RedactionFacts.MESSAGE, RedactionFacts.RECORD -> {
                    message = name.equals(RedactionFacts.MESSAGE);
                    number = parser.getLongValue();
                }
                case RedactionFacts.DIGEST -> commitment = parser.getString();
                case RedactionFacts.PARTS_OF -> parts(parser, parts);
                default -> parser.skipChildren();
            }
        }
        return new Entry(message, number, commitment, parts);
    }

    private void parts(JsonParser parser, List<Part> parts) {
        JsonToken token = parser.currentToken() == JsonToken.START_ARRAY ? parser.nextToken() : null;
        for (; token == JsonToken.VALUE_STRING; token = parser.nextToken()) {
            Part part = Part.parse(parser.getString());
            malformed |= part == null;
            if (part != null) {
                parts.add(part);
            }
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
