// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.Comparison.Bytes;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Single messages of an original that are shown to someone who has a redacted copy: one line of JSON each, with the
 * packet and the salt of its commitment, so that they can be checked against the copy.
 */
public final class Disclosure {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String MESSAGE = "message";
    private static final String SALT = "salt";
    private static final String PACKET = "packet";
    private static final int VERSION = 1;

    private Disclosure() {}

    /**
     * Writes messages of an original.
     *
     * @param numbers which
     * @param out receives each line
     * @return how many
     */
    public static long write(TraceSource original, RedactionKey key, LongPredicate numbers, Consumer<String> out) {
        UUID recording = original.summary().recording();
        long written = 0;
        try (RecordCursor cursor = original.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE && numbers.test(cursor.sequence())) {
                    byte[] salt = key.salt(recording, MESSAGE + " " + cursor.sequence());
                    long number = cursor.sequence();
                    int from = cursor.offset();
                    String packet = HexFormat.of().formatHex(cursor.buffer(), from, from + cursor.length());
                    byte[] line = RedactionFacts.written(json -> {
                        json.writeNumberProperty("gvtrace_disclosure", VERSION);
                        json.writeStringProperty(
                                RedactionFacts.RECORDING, recording == null ? null : recording.toString());
                        json.writeNumberProperty(MESSAGE, number);
                        json.writeStringProperty(SALT, HexFormat.of().formatHex(salt));
                        json.writeStringProperty(PACKET, packet);
                    });
                    out.accept(new String(line, StandardCharsets.UTF_8));
                    written++;
                }
            }
        }
        return written;
    }

    @SuppressWarnings("ArrayRecordComponent") // never changed
    private record Shown(long message, byte[] salt, byte[] packet) {}

    /**
     * Checks disclosed messages against a copy.
     *
     * @return for each what is wrong with it, by number; an empty text if it is what the copy was made from
     * @throws IOException if the lines cannot be read, or are no disclosure
     */
    public static Map<Long, String> check(BufferedReader lines, TraceSource copy) throws IOException {
        Map<Long, Shown> shown = new TreeMap<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
            Shown each = line.isBlank() ? null : parse(line);
            if (each == null && !line.isBlank()) {
                throw new RedactionException("line " + number
                        + ": expected an object with 'message', 'salt' and 'packet' as export --disclose writes it");
            }
            if (each != null) {
                shown.put(each.message, each);
            }
        }
        Map<Long, String> verdicts = new TreeMap<>();
        shown.keySet().forEach(each -> verdicts.put(each, "the copy has no such message"));
        RedactionHead head = RedactionHead.of(copy);
        if (head == null) {
            throw new RedactionException("not a redacted copy: it has no record of a redaction");
        }
        Comparison comparison = new Comparison();
        try (RecordCursor cursor = copy.records(Selection.all());
                NamedParts named = new NamedParts(copy, head.export())) {
            Map<Long, NamedParts.Entry> entries = entries(named, shown);
            while (cursor.next()) {
                Shown each = cursor.kind() == RecordKind.MESSAGE ? shown.get(cursor.sequence()) : null;
                if (each != null) {
                    NamedParts.Entry entry = entries.get(each.message);
                    verdicts.put(each.message, verdict(each, entry, cursor, comparison));
                }
            }
        }
        return verdicts;
    }

    private static Map<Long, NamedParts.Entry> entries(NamedParts named, Map<Long, Shown> shown) {
        Map<Long, NamedParts.Entry> entries = new TreeMap<>();
        for (NamedParts.Entry entry = named.poll(); entry != null; entry = named.poll()) {
            if (entry.message() && shown.containsKey(entry.number())) {
                entries.put(entry.number(), entry);
            }
        }
        return entries;
    }

    private static String verdict(
            Shown shown, NamedParts.@Nullable Entry entry, RecordCursor cursor, Comparison comparison) {
        Bytes mine = new Bytes(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
        if (entry == null) {
            return mine.same(Bytes.of(shown.packet)) ? "" : "the copy has another message, not redacted";
        }
        if (entry.commitment() == null) {
            return "the copy has no commitment to it: its key was discarded";
        }
        String digest = RedactionKey.commitment(shown.salt, shown.packet, 0, shown.packet.length);
        if (!digest.equals(entry.commitment())) {
            return "not what the copy was made from: the commitment is of another message or salt";
        }
        String differs = comparison.packets(mine, Bytes.of(shown.packet), entry.parts());
        return differs == null ? "" : "the copy's message " + differs;
    }

    private static @Nullable Shown parse(String line) {
        Map<String, String> texts = new TreeMap<>();
        long message = 0;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getString());
                } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals(MESSAGE)) {
                    message = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
            String salt = texts.get(SALT);
            String packet = texts.get(PACKET);
            return message < 1 || salt == null || packet == null
                    ? null
                    : new Shown(
                            message,
                            HexFormat.of().parseHex(salt),
                            HexFormat.of().parseHex(packet));
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }
}
