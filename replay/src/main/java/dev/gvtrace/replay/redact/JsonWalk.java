// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.rule.FieldKind;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks through valid JSON and writes it again, with other strings where the visitor has others. Paths are JSON
 * pointers of the copy, in which {@code #} is {@code ~2}; the second member with a name has {@code #1} behind it, and
 * the path of a name itself is the number of the member with {@code ~3} behind it. Single-use, not thread-safe.
 */
final class JsonWalk {
    private static final byte[] NOTHING = {};

    private final byte[] json;
    private final JsonText.Visitor visitor;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;
    private int written;
    private boolean changed;

    private JsonWalk(byte[] json, JsonText.Visitor visitor) {
        this.json = json;
        this.visitor = visitor;
    }

    /**
     * Walks through a text.
     *
     * @param json is valid
     * @return the text in the copy; null if it is the same
     */
    static byte @Nullable [] walk(byte[] json, JsonText.Visitor visitor) throws RedactionException {
        JsonWalk walk = new JsonWalk(json, visitor);
        walk.value("", JsonPlace.ROOT);
        if (!walk.changed) {
            return null;
        }
        walk.out.write(json, walk.written, json.length - walk.written);
        return walk.out.toByteArray();
    }

    private void blanks() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r')) {
            at++;
        }
    }

    /** Reads a value; returns the bytes of a string as in the original, for others nothing. */
    private byte[] value(String path, JsonPlace place) throws RedactionException {
        blanks();
        switch (json[at]) {
            case '{' -> object(path, place);
            case '[' -> array(path, place);
            case '"' -> {
                int end = JsonText.endOfString(json, at);
                byte[] value = JsonText.decode(json, at, end);
                write(end, visitor.value(path, value, place));
                blanks();
                return value;
            }
            default -> {
                while (at < json.length && ",]} \t\r\n".indexOf(json[at]) < 0) {
                    at++;
                }
            }
        }
        blanks();
        return NOTHING;
    }

    private void write(int end, byte @Nullable [] replacement) {
        if (replacement != null) {
            out.write(json, written, at - written);
            JsonText.encode(replacement, out);
            written = end;
            changed = true;
        }
        at = end;
    }

    private void object(String path, JsonPlace place) throws RedactionException {
        Map<String, Integer> seen = new HashMap<>();
        byte[] nameBefore = NOTHING;
        int members = 0;
        at++;
        blanks();
        while (json[at] != '}') {
            int end = JsonText.endOfString(json, at);
            byte[] name = JsonText.decode(json, at, end);
            // The path of a name has only the number of the member: the name itself can be a secret.
            byte[] shown = visitor.name(path + "/" + members++ + "~3", name, place);
            write(end, shown);
            String step = step(shown == null ? name : shown);
            int before = seen.merge(step, 1, Integer::sum) - 1;
            blanks();
            at++;
            byte[] value = value(path + "/" + step + (before == 0 ? "" : "#" + before), place.member(name, nameBefore));
            nameBefore = EscapedText.decode(name).equals("name") ? value : nameBefore;
            if (json[at] == ',') {
                at++;
                blanks();
            }
        }
        at++;
    }

    private static String step(byte[] name) {
        return Text.ofBytes(name)
                .decoded()
                .replace("~", "~0")
                .replace("/", "~1")
                .replace("#", "~2");
    }

    private void array(String path, JsonPlace place) throws RedactionException {
        byte[] before = NOTHING;
        at++;
        blanks();
        for (int i = 0; json[at] != ']'; i++) {
            before = value(path + "/" + i, place.element(place.kind() == FieldKind.ARGUMENT ? before : NOTHING));
            if (json[at] == ',') {
                at++;
                blanks();
            }
        }
        at++;
    }
}
