// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of one rule file and its lines. Lines and columns count from 1, columns in characters. Immutable. */
public final class RuleFile {
    /** The largest file that is read, in bytes; the largest official one has 95 KB. */
    public static final int MAX_BYTES = 64 << 20;

    private final String name;
    private final String text;
    private final int[] lineStarts;
    /** Bytes before each line; made when first asked for. */
    private int @Nullable [] lineBytes;

    private RuleFile(String name, String text) {
        this.name = name;
        this.text = text;
        this.lineStarts = lineStarts(text);
    }

    /** A file with this name with that text. A byte order mark is left out. */
    public static RuleFile of(String name, String text) {
        return new RuleFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /**
     * A file with this name with those bytes: UTF-8, UTF-16 or UTF-32. In UTF-8 other bytes are kept, as {@link
     * dev.gvtrace.text.EscapedText} has them.
     */
    public static RuleFile of(String name, byte[] bytes) {
        return new RuleFile(name, SourceEncoding.decode(bytes));
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is larger than {@link #MAX_BYTES}
     */
    public static RuleFile read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(FileNames.text(path) + ": larger than " + MAX_BYTES + " bytes");
            }
            return of(FileNames.text(path), bytes);
        }
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[64];
        int lines = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
                if (lines == starts.length) {
                    starts = Arrays.copyOf(starts, lines * 2);
                }
                starts[lines++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, lines);
    }

    /** The name as given by the user. */
    public String name() {
        return name;
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** The line of a place, from 1. */
    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The column of a place, from 1. */
    public int column(int offset) {
        int start = lineStarts[line(offset) - 1];
        return text.codePointCount(start, Math.min(offset, text.length())) + 1;
    }

    /** The text of a line, without its end. */
    public String lineText(int line) {
        int start = lineStarts[line - 1];
        int end = line == lineStarts.length ? text.length() : lineStarts[line] - 1;
        return end > start && text.charAt(end - 1) == '\r'
                ? text.substring(start, end - 1)
                : text.substring(start, end);
    }

    /** How many bytes stand before a place. */
    public int byteOffset(int offset) {
        int[] starts = lineBytes;
        if (starts == null) {
            starts = new int[lineStarts.length];
            for (int i = 1; i < starts.length; i++) {
                starts[i] = starts[i - 1] + bytes(lineStarts[i - 1], lineStarts[i]);
            }
            lineBytes = starts;
        }
        int line = line(offset) - 1;
        return starts[line] + bytes(lineStarts[line], Math.min(offset, text.length()));
    }

    private int bytes(int from, int to) {
        int bytes = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 || EscapedText.isByte(text, i) ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return name;
    }
}
