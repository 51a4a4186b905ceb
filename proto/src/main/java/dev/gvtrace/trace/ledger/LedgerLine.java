// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TraceFormat;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
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
 * A line of a ledger. Immutable.
 *
 * <pre>
 * {"gvtrace_ledger":1,"line":N,"time":T,"event":WORD, entries of the event ,"previous":H[,"signer":K,"signature":S]}
 * </pre>
 *
 * @param line its number, from 1
 * @param timeNs when the event happened, nanoseconds since the epoch
 * @param event what happened
 * @param previous SHA-256 of the previous line with its line feed, hexadecimal; zeros in the first
 * @param signer the raw public key, hexadecimal; null when it is not signed
 * @param signatureValid whether the signature was made with that key; false when it is not signed
 */
public record LedgerLine(
        long line,
        long timeNs,
        LedgerEvent event,
        String previous,
        @Nullable String signer,
        boolean signatureValid) {
    public static final String FIRST = "0".repeat(2 * TraceFormat.SHA_BYTES);
    /** Maximum number of bytes of a line. */
    public static final int MOST_BYTES = 16 * 1024;

    private static final int VERSION = 1;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final String SIGNATURE = ",\"signature\":\"";
    private static final int SIGNATURE_CHARS = 88;
    private static final String END = "\"}";
    /** Only ASCII is written, so that text that is not UTF-8, such as host names, is preserved. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Not a line of a ledger. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        public MalformedException(String message) {
            super(message);
        }
    }

    /** Signs with a private key. */
    public interface Signer {
        byte[] sign(byte[] message) throws java.io.IOException;

        byte[] publicKey();
    }

    /** A line with its line feed. */
    public static byte[] encode(long line, long timeNs, LedgerEvent event, String previous, @Nullable Signer signer)
            throws java.io.IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeNumberProperty("gvtrace_ledger", VERSION);
            out.writeNumberProperty("line", line);
            out.writeStringProperty("time", time(timeNs).toString());
            out.writeStringProperty("event", event.word());
            event.fields().forEach((key, value) -> write(out, key, value));
            out.writeStringProperty("previous", previous);
            if (signer != null) {
                out.writeStringProperty("signer", HexFormat.of().formatHex(signer.publicKey()));
            }
            out.writeEndObject();
        }
        return signed(text.toString(), signer);
    }

    /** A JSON object of ASCII characters as a line with its line feed, with a signature if there is a signer. */
    public static byte[] signed(String object, @Nullable Signer signer) throws java.io.IOException {
        String whole = object;
        if (signer != null) {
            String signed = object.substring(0, object.length() - 1);
            byte[] signature = signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
            whole = signed + SIGNATURE + Base64.getEncoder().encodeToString(signature) + END;
        }
        return (whole + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(JsonGenerator out, String key, Object value) {
        if (value instanceof Long number) {
            out.writeNumberProperty(key, number);
        } else if (value instanceof Boolean yes) {
            out.writeBooleanProperty(key, yes);
        } else {
            out.writeStringProperty(key, value.toString());
        }
    }

    public static Instant time(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND));
    }

    /** The hash that the next line has as {@code previous}. */
    public static String hash(byte[] line, int length) {
        MessageDigest sha = TraceFormat.sha256();
        sha.update(line, 0, length);
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Reads a line, without its line feed. */
    public static LedgerLine decode(byte[] bytes, int length) throws MalformedException {
        Map<String, Object> entries = entries(bytes, length);
        if (!Long.valueOf(VERSION).equals(entries.get("gvtrace_ledger"))) {
            throw new MalformedException("not a ledger of version " + VERSION);
        }
        LedgerFields fields = new LedgerFields(entries);
        String signer = entries.get("signer") instanceof String key ? key : null;
        return new LedgerLine(
                fields.number("line"),
                time(fields.text("time")),
                fields.event(),
                fields.text("previous"),
                signer,
                signer != null && hasValidSignature(bytes, length, signer));
    }

    /** Nanoseconds since the epoch of a time in RFC 3339. */
    public static long time(String text) throws MalformedException {
        try {
            Instant time = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedException("invalid time");
        }
    }

    private static Map<String, Object> entries(byte[] bytes, int length) throws MalformedException {
        Map<String, Object> entries = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
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
                } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    entries.put(key, token == JsonToken.VALUE_TRUE);
                } else {
                    throw new MalformedException("invalid entry, expected text, number or truth value");
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

    /**
     * Whether a line, without its line feed, ends with a signature over all before it.
     *
     * @param signer raw public key, hexadecimal
     */
    public static boolean hasValidSignature(byte[] bytes, int length, String signer) {
        int at = length - END.length() - SIGNATURE_CHARS - SIGNATURE.length();
        if (at < 0) {
            return false;
        }
        String tail = new String(bytes, at, length - at, StandardCharsets.US_ASCII);
        if (!tail.startsWith(SIGNATURE) || !tail.endsWith(END)) {
            return false;
        }
        try {
            String base64 = tail.substring(SIGNATURE.length(), SIGNATURE.length() + SIGNATURE_CHARS);
            byte[] signature = Base64.getDecoder().decode(base64);
            byte[] key = HexFormat.of().parseHex(signer);
            // The decoder accepts any value in the unused bits of the last character.
            return key.length == SealKeys.PUBLIC_BYTES
                    && signature.length == SealKeys.SIGNATURE_BYTES
                    && base64.equals(Base64.getEncoder().encodeToString(signature))
                    && SealKeys.isValid(key, Arrays.copyOf(bytes, at), signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
