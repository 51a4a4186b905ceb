// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import org.jspecify.annotations.Nullable;

/**
 * Builds one JSON text on one line. The caller keeps objects and arrays balanced. Not thread-safe.
 *
 * <p>Bytes that are not UTF-8 become U+FFFD, as JSON has no bytes. Control characters and line separators are escaped,
 * so that the text is safe to print and stays on one line.
 */
public final class JsonWriter {
    private final StringBuilder out;
    private boolean needsComma;

    /** A new text. */
    public JsonWriter() {
        this(new StringBuilder());
    }

    /** Appends to the given builder. */
    public JsonWriter(StringBuilder out) {
        this.out = out;
    }

    /** An opening bracket or brace. */
    public JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        needsComma = false;
        return this;
    }

    /** A closing bracket or brace. */
    public JsonWriter close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    /** The key of the next value, in ASCII. */
    public JsonWriter key(String name) {
        separate();
        Escapes.json(out, name);
        out.append(':');
        needsComma = false;
        return this;
    }

    /** The key of the next value. */
    public JsonWriter key(Text name) {
        separate();
        Escapes.json(out, name.byteString());
        out.append(':');
        needsComma = false;
        return this;
    }

    /** A number, a truth value, or null. */
    public JsonWriter plain(@Nullable Object value) {
        separate();
        out.append(value);
        return this;
    }

    /** Unicode text. */
    public JsonWriter text(@Nullable String value) {
        return value == null ? plain(null) : string(ByteText.fromUnicode(value));
    }

    /** Text, or null. */
    public JsonWriter text(@Nullable Text value) {
        return value == null ? plain(null) : string(value.byteString());
    }

    private JsonWriter string(String byteText) {
        separate();
        Escapes.json(out, byteText);
        return this;
    }

    private void separate() {
        if (needsComma) {
            out.append(',');
        }
        needsComma = true;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
