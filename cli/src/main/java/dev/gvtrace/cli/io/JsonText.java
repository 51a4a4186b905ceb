// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.event.message.ByteText;
import dev.gvtrace.replay.output.Escapes;
import org.jspecify.annotations.Nullable;

/** Builds one JSON text on one line. The caller keeps objects and arrays balanced. */
public final class JsonText {
    private final StringBuilder out = new StringBuilder();
    private boolean needsComma;

    public JsonText open(char bracket) {
        separate();
        out.append(bracket);
        needsComma = false;
        return this;
    }

    public JsonText close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    public JsonText key(String name) {
        separate();
        Escapes.json(out, name);
        out.append(':');
        needsComma = false;
        return this;
    }

    /** A number, a truth value, or null. */
    public JsonText plain(@Nullable Object value) {
        separate();
        out.append(value);
        return this;
    }

    /** Unicode text. */
    public JsonText text(@Nullable String value) {
        return value == null ? plain(null) : byteText(ByteText.fromUnicode(value));
    }

    /** Text of which each char is one byte. */
    public JsonText byteText(String value) {
        separate();
        Escapes.json(out, value);
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
