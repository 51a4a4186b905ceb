// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Text as in the kernel: any bytes, mostly but not always UTF-8. Names, paths, arguments and environments are chosen by
 * the sandbox and not trusted: print {@link #toString()}, which escapes everything that a terminal would interpret, and
 * compare {@link Text} with {@link Text}.
 *
 * <p>Immutable and safe for use by any number of threads. Texts with equal bytes are equal; the order is that of
 * unsigned bytes.
 */
public final class Text implements Comparable<Text> {
    /** No bytes. */
    public static final Text EMPTY = new Text("");

    /** Each char is one byte; the JVM stores, compares and hashes such strings as bytes. */
    private final String bytes;

    Text(String bytes) {
        this.bytes = bytes;
    }

    /** The text of these bytes, which are copied. */
    public static Text ofBytes(byte[] bytes) {
        return ofBytes(bytes, 0, bytes.length);
    }

    /**
     * The text of some of these bytes, which are copied.
     *
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public static Text ofBytes(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY : new Text(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    /**
     * The text whose UTF-8 form decodes to this string. A lone surrogate from U+DC80 to U+DCFF stands for one byte that
     * is not UTF-8, 0x80 to 0xff; any other lone surrogate becomes a question mark.
     */
    public static Text ofUtf8(String unicode) {
        return unicode.isEmpty() ? EMPTY : new Text(ByteText.fromUnicode(unicode));
    }

    /** The bytes of these texts one after the other, with the separator between them. */
    public static Text join(Text separator, List<Text> texts) {
        StringJoiner all = new StringJoiner(separator.bytes);
        texts.forEach(text -> all.add(text.bytes));
        return ByteText.toText(all.toString());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length();
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    /**
     * The byte at an index, from 0.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public byte byteAt(int index) {
        return (byte) bytes.charAt(index);
    }

    /** Whether the bytes begin with those of another text. */
    public boolean startsWith(Text prefix) {
        return bytes.startsWith(prefix.bytes);
    }

    /** Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
    public boolean isUtf8() {
        return Escapes.isUtf8(bytes);
    }

    /** As Unicode: decoded UTF-8, with U+FFFD for bytes that are not UTF-8. Nothing is escaped. */
    public String decoded() {
        return ByteText.toUnicode(bytes);
    }

    /**
     * For users, safe on a terminal: control characters, marks that change the direction of text and bytes that are not
     * UTF-8 as {@code \n}, {@code \x1b}; a backslash as two. Different texts have different forms.
     */
    public String display() {
        return Escapes.terminal(bytes);
    }

    /** The bytes as a string of one char each; for {@link ByteText} alone. */
    String byteString() {
        return bytes;
    }

    @Override
    public int compareTo(Text other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Text text && text.bytes.equals(bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** As {@link #display()}. */
    @Override
    public String toString() {
        return display();
    }
}
