// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.casefile;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * A line of a case file, a JSON object: a mark, or the removal of one. Only ASCII is written, so that names that are
 * not UTF-8 are preserved.
 *
 * @param mark the mark; null for a removal
 * @param removed the number of the mark that is removed; 0 for a mark
 */
record CaseLine(@Nullable Mark mark, long removed) {
    private static final String MARK = "gvtrace_mark";
    private static final String UNMARK = "gvtrace_unmark";
    private static final int VERSION = 1;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Not a line of a case file; the message has the reason. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** The line of a mark, with its line feed. */
    static byte[] of(Mark mark) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put(MARK, (long) VERSION);
        entries.put("evt", mark.event());
        entries.put("time", time(mark.timeNs()));
        entries.put("note", EscapedText.of(mark.note()));
        entries.put("who", EscapedText.of(mark.who()));
        entries.put("when", time(mark.whenNs()));
        entries.put("event", EscapedText.of(mark.text()));
        entries.put("trace", mark.trace().file());
        entries.put("recording", mark.trace().recording());
        entries.put("seal", mark.trace().seal());
        entries.put("begins", mark.trace().begins());
        return encode(entries);
    }

    /** The line that removes a mark, with its line feed. */
    static byte[] removing(long number, Text who, long whenNs) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put(UNMARK, (long) VERSION);
        entries.put("mark", number);
        entries.put("who", EscapedText.of(who));
        entries.put("when", time(whenNs));
        return encode(entries);
    }

    private static byte[] encode(Map<String, Object> entries) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            entries.forEach((key, value) -> {
                if (value instanceof Long number) {
                    out.writeNumberProperty(key, number);
                } else if (!value.equals("")) {
                    out.writeStringProperty(key, value.toString());
                }
            });
            out.writeEndObject();
        }
        return (text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String time(long ns) {
        return ns == 0
                ? ""
                : Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND))
                        .toString();
    }

    /** Reads a line without its line feed. */
    static CaseLine decode(byte[] bytes, int offset, int length) throws MalformedException {
        Map<String, Object> entries = entries(bytes, offset, length);
        if (number(entries, UNMARK) == VERSION) {
            return new CaseLine(null, number(entries, "mark"));
        }
        if (number(entries, MARK) != VERSION) {
            throw new MalformedException("not a mark of version " + VERSION);
        }
        long event = number(entries, "evt");
        if (event <= 0) {
            throw new MalformedException("invalid evt: expected a number of 1 or more");
        }
        TraceName trace = new TraceName(
                string(entries, "trace"),
                string(entries, "recording"),
                string(entries, "seal"),
                string(entries, "begins"));
        Mark mark = new Mark(
                event,
                ns(entries, "time"),
                text(entries, "note"),
                text(entries, "who"),
                ns(entries, "when"),
                text(entries, "event"),
                trace);
        return new CaseLine(mark, 0);
    }

    private static long number(Map<String, Object> entries, String key) {
        return entries.get(key) instanceof Long number ? number : 0;
    }

    private static String string(Map<String, Object> entries, String key) {
        return entries.get(key) instanceof String string ? string : "";
    }

    private static Text text(Map<String, Object> entries, String key) {
        return Text.ofUtf8(string(entries, key));
    }

    private static long ns(Map<String, Object> entries, String key) throws MalformedException {
        String text = string(entries, key);
        try {
            Instant time = text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedException("invalid " + key + ": expected a time such as 2026-11-21T23:52:22.133Z");
        }
    }

    private static Map<String, Object> entries(byte[] bytes, int offset, int length) throws MalformedException {
        Map<String, Object> entries = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("not a JSON object");
            }
            for (JsonToken next = in.nextToken(); next != JsonToken.END_OBJECT; next = in.nextToken()) {
                if (next == null) {
                    throw new MalformedException("incomplete JSON");
                }
                String key = in.currentName();
                JsonToken token = in.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    entries.put(key, in.getString());
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    entries.put(key, in.getLongValue());
                } else {
                    in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw new MalformedException("more than one JSON object");
            }
            return entries;
        } catch (JacksonException e) {
            throw new MalformedException("not JSON");
        }
    }
}
