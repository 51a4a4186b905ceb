// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerLine.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads the entries of an anchor's line. Unknown ones are skipped. */
final class AnchorFields {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{" + 2 * TraceFormat.SHA_BYTES + "}");

    private final byte[] bytes;
    private final int length;

    AnchorFields(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    AnchorLine line() throws MalformedException {
        Map<String, Object> entries;
        try (JsonParser in = AnchorLine.JSON.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("not a JSON object");
            }
            entries = object(in);
            if (in.nextToken() != null) {
                throw new MalformedException("more than one JSON object");
            }
        } catch (JacksonException e) {
            throw new MalformedException("not JSON");
        }
        if (!Long.valueOf(AnchorLine.VERSION).equals(entries.get(AnchorLine.VERSION_KEY))) {
            throw new MalformedException("not an anchor of version " + AnchorLine.VERSION);
        }
        String signer = entries.get("signer") instanceof String key ? key : null;
        return new AnchorLine(
                anchor(entries),
                hash(entries, "previous"),
                signer,
                signer != null && LedgerLine.hasValidSignature(bytes, length, signer));
    }

    private static Anchor anchor(Map<String, Object> entries) throws MalformedException {
        AnchorSource source = new AnchorSource(
                Text.ofUtf8(text(entries, "host")),
                Text.ofUtf8(text(entries, "directory")),
                id(entries, "start"),
                small(entries, "output"),
                number(entries, "every"));
        long sequence = number(entries, "sequence");
        long undelivered = number(entries, "undelivered");
        if (undelivered >= sequence) {
            throw new MalformedException("anchor " + sequence + " after " + undelivered + " that were not delivered");
        }
        return new Anchor(
                source,
                sequence,
                LedgerLine.time(text(entries, "time")),
                undelivered,
                number(entries, "omitted"),
                Boolean.TRUE.equals(entries.get("last")),
                ledger(entries.get("ledger")),
                heads(entries.get("recordings")));
    }

    private static @Nullable LedgerHead ledger(@Nullable Object value) throws MalformedException {
        if (value == null) {
            return null;
        }
        Map<String, Object> entries = entries(value);
        return new LedgerHead(number(entries, "line"), hash(entries, "hash"));
    }

    private static List<ChainHead> heads(@Nullable Object value) throws MalformedException {
        if (!(value instanceof List<?> list)) {
            throw new MalformedException("expected array \"recordings\"");
        }
        List<ChainHead> heads = new ArrayList<>();
        for (Object each : list) {
            Map<String, Object> entries = entries(each);
            boolean sealed = entries.containsKey("seal");
            heads.add(new ChainHead(
                    id(entries, "recording"),
                    small(entries, "segment"),
                    text(entries, "file"),
                    number(entries, "blocks"),
                    number(entries, "bytes"),
                    number(entries, "messages"),
                    number(entries, "last_message"),
                    hash(entries, sealed ? "seal" : "chain"),
                    sealed));
        }
        return heads;
    }

    private static Map<String, Object> object(JsonParser in) throws MalformedException {
        Map<String, Object> entries = new HashMap<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_OBJECT; next = in.nextToken()) {
            if (next == null) {
                throw new MalformedException("incomplete JSON");
            }
            String key = in.currentName();
            Object value = value(in, in.nextToken());
            if (value != null) {
                entries.put(key, value);
            }
        }
        return entries;
    }

    /** Null for a value of a kind that no entry has. */
    private static @Nullable Object value(JsonParser in, @Nullable JsonToken token) throws MalformedException {
        if (token == JsonToken.VALUE_STRING) {
            return in.getString();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            return in.getLongValue();
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        } else if (token == JsonToken.START_OBJECT) {
            return object(in);
        } else if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                Object item = value(in, next);
                if (next == null || list.size() == Anchor.MOST_HEADS) {
                    throw new MalformedException(next == null ? "incomplete JSON" : "too long an array");
                }
                if (item != null) {
                    list.add(item);
                }
            }
            return list;
        }
        return null;
    }

    @SuppressWarnings("unchecked") // only object() makes maps
    private static Map<String, Object> entries(Object value) throws MalformedException {
        if (value instanceof Map) {
            return (Map<String, Object>) value;
        }
        throw new MalformedException("expected an object");
    }

    private static String text(Map<String, Object> entries, String key) throws MalformedException {
        if (entries.get(key) instanceof String text) {
            return text;
        }
        throw new MalformedException("expected text \"" + key + "\"");
    }

    private static long number(Map<String, Object> entries, String key) throws MalformedException {
        if (entries.get(key) instanceof Long number && number >= 0) {
            return number;
        }
        throw new MalformedException("expected number \"" + key + "\", 0 or more");
    }

    private static int small(Map<String, Object> entries, String key) throws MalformedException {
        long number = number(entries, key);
        if (number > Integer.MAX_VALUE) {
            throw new MalformedException(key + " " + number);
        }
        return (int) number;
    }

    private static UUID id(Map<String, Object> entries, String key) throws MalformedException {
        String text = text(entries, key);
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new MalformedException(key + " that is not a UUID");
        }
        return UUID.fromString(text);
    }

    private static String hash(Map<String, Object> entries, String key) throws MalformedException {
        String text = text(entries, key);
        if (!HASH.matcher(text).matches()) {
            throw new MalformedException(key + " that is not a SHA-256 sum");
        }
        return text;
    }
}
