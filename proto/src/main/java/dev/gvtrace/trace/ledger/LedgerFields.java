// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.text.Text;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The entries of a ledger's line, as read. */
final class LedgerFields {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Map<String, Object> entries;

    LedgerFields(Map<String, Object> entries) {
        this.entries = entries;
    }

    String text(String key) throws LedgerLine.MalformedException {
        if (entries.get(key) instanceof String text) {
            return text;
        }
        throw new LedgerLine.MalformedException("expected text \"" + key + "\"");
    }

    private @Nullable String textOrNull(String key) throws LedgerLine.MalformedException {
        return entries.containsKey(key) ? text(key) : null;
    }

    private Text byteText(String key) throws LedgerLine.MalformedException {
        return Text.ofUtf8(text(key));
    }

    long number(String key) throws LedgerLine.MalformedException {
        if (entries.get(key) instanceof Long number) {
            return number;
        }
        throw new LedgerLine.MalformedException("expected number \"" + key + "\"");
    }

    /** Ledgers of earlier versions lack some numbers. */
    private long numberIfKnown(String key) throws LedgerLine.MalformedException {
        return entries.containsKey(key) ? number(key) : LedgerEvent.Deleted.UNCOUNTED;
    }

    private boolean truth(String key) throws LedgerLine.MalformedException {
        if (entries.get(key) instanceof Boolean value) {
            return value;
        }
        throw new LedgerLine.MalformedException("expected truth value \"" + key + "\"");
    }

    private @Nullable UUID recording() throws LedgerLine.MalformedException {
        return entries.containsKey("recording") ? knownRecording() : null;
    }

    private UUID knownRecording() throws LedgerLine.MalformedException {
        String text = text("recording");
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new LedgerLine.MalformedException("recording that is not a UUID");
        }
        return UUID.fromString(text);
    }

    private int segment() throws LedgerLine.MalformedException {
        return entries.containsKey("segment") ? segment("segment") : 0;
    }

    private int segment(String key) throws LedgerLine.MalformedException {
        long number = number(key);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new LedgerLine.MalformedException("segment " + number);
        }
        return (int) number;
    }

    private @Nullable String optional(String key) throws LedgerLine.MalformedException {
        return entries.containsKey(key) ? text(key) : null;
    }

    private long time(String key) throws LedgerLine.MalformedException {
        return LedgerLine.time(text(key));
    }

    private LedgerEvent.LetGo letGo() throws LedgerLine.MalformedException {
        return new LedgerEvent.LetGo(
                knownRecording(),
                segment(),
                byteText("file"),
                number("bytes"),
                optional("seal"),
                optional("sha256"),
                number("messages"),
                number("lost"),
                time("from"),
                time("to"),
                byteText("reason"));
    }

    private LedgerEvent.Triggered triggered() throws LedgerLine.MalformedException {
        return new LedgerEvent.Triggered(
                recording(),
                segment(),
                byteText("sandbox"),
                text("by"),
                byteText("who"),
                byteText("reason"),
                time("at"));
    }

    LedgerEvent event() throws LedgerLine.MalformedException {
        String word = text("event");
        return switch (word) {
            case "started" -> new LedgerEvent.Started(text("tool"), byteText("host"), number("pid"));
            case "stopped" -> new LedgerEvent.Stopped(truth("everything_sealed"));
            case "crashed" -> new LedgerEvent.Crashed(number("last_line"));
            case "torn" -> new LedgerEvent.Torn(number("bytes"));
            case "omitted" -> new LedgerEvent.Omitted(number("lines"));
            case "key_changed" -> new LedgerEvent.KeyChanged(textOrNull("from"), textOrNull("to"));
            case "begun" -> new LedgerEvent.Begun(knownRecording(), byteText("file"), byteText("sandbox"));
            case "rotated" -> new LedgerEvent.Rotated(knownRecording(), segment(), byteText("file"));
            case "sealed" ->
                new LedgerEvent.Sealed(
                        knownRecording(),
                        segment(),
                        byteText("file"),
                        text("seal"),
                        number("messages"),
                        number("lost"),
                        truth("goes_on"),
                        byteText("reason"));
            case "unsealed" ->
                new LedgerEvent.Unsealed(recording(), segment(), byteText("file"), number("bytes"), byteText("reason"));
            case "repaired" ->
                new LedgerEvent.Repaired(
                        recording(),
                        segment(),
                        byteText("file"),
                        byteText("copy"),
                        text("seal"),
                        number("messages"),
                        byteText("tool"));
            case "deleted" ->
                new LedgerEvent.Deleted(
                        recording(),
                        segment(),
                        byteText("file"),
                        number("bytes"),
                        optional("seal"),
                        numberIfKnown("messages"),
                        numberIfKnown("lost"),
                        byteText("reason"));
            case "lost" ->
                new LedgerEvent.Lost(recording(), byteText("sandbox"), number("messages"), byteText("cause"));
            case "triggered" -> triggered();
            case "kept" -> new LedgerEvent.Kept(knownRecording(), segment(), segment("last"), number("triggers"));
            case "let_go" -> letGo();
            default -> new LedgerEvent.Unknown(word, entries);
        };
    }
}
