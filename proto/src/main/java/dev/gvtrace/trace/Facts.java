// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Facts about a sandbox that were found on the host, as one JSON text. Immutable. */
public final class Facts {
    private static final int KIND = 1;
    private static final int JSON = 2;

    private final Text kind;
    private final byte[] json;

    private Facts(Text kind, byte[] json) {
        this.kind = kind;
        this.json = json;
    }

    /** What the facts are about, such as {@code bundle}. */
    public Text kind() {
        return kind;
    }

    /** The JSON text as recorded, UTF-8; a copy. */
    public byte[] json() {
        return json.clone();
    }

    /** The JSON text. */
    public String jsonText() {
        return new String(json, StandardCharsets.UTF_8);
    }

    public static byte[] encode(String kind, byte[] json) {
        return new TagWriter().text(KIND, Text.ofUtf8(kind)).bytes(JSON, json).toBytes();
    }

    /** Reads the body of a {@link RecordKind#FACTS} record. Never throws: what cannot be read is empty. */
    public static Facts decode(byte[] buffer, int offset, int length) {
        TagReader tags = new TagReader(buffer, offset, length);
        Text kind = Text.EMPTY;
        byte[] json = {};
        while (tags.next()) {
            switch (tags.tag()) {
                case KIND -> kind = tags.text();
                case JSON -> json = tags.bytes();
                default -> {}
            }
        }
        return new Facts(kind, json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts that && kind.equals(that.kind) && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return kind.display() + " " + jsonText();
    }
}
