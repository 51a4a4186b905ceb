// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Converts paths to text and back without loss, in any locale: a name may contain bytes that are not UTF-8, and a JVM
 * in the C locale decodes only ASCII. The conversion uses URIs, which represent bytes.
 */
public final class FileNames {
    private static final Path ROOT = Path.of("/");
    private static final String HEX = "0123456789ABCDEF";
    /** The directory in which relative names are, if the locale makes the JVM take another one for it; else null. */
    private static final @Nullable Path MISREAD_DIRECTORY = misreadDirectory();

    private FileNames() {}

    private static @Nullable Path misreadDirectory() {
        try {
            Path real = Files.readSymbolicLink(Path.of("/proc/self/cwd"));
            boolean read = isAscii(real.toString()) || real.equals(Path.of("").toAbsolutePath());
            return read ? null : real;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /**
     * The path with this name as a word of the command line means it, in the directory of this process. It is relative
     * if the name is, except where the JVM would look in another directory; {@code -}, which stands for a stream, is
     * kept.
     *
     * @param name as {@link EscapedText} has it
     * @throws InvalidPathException if it holds a NUL
     */
    public static Path ofWord(String name) {
        Path path = path(name);
        return MISREAD_DIRECTORY == null || name.equals("-") ? path : MISREAD_DIRECTORY.resolve(path);
    }

    /**
     * The path with this name; relative if the name is.
     *
     * @param name as {@link EscapedText} has it
     * @throws InvalidPathException if it holds a NUL
     */
    public static Path path(String name) {
        if (isAscii(name)) {
            return Path.of(name);
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (byte b : EscapedText.encode(name)) {
            char c = (char) (b & 0xff);
            if (c == 0) {
                throw new InvalidPathException(name, "a NUL is not allowed in a name");
            }
            boolean plain = c == '/' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            uri.append(plain ? String.valueOf(c) : "%" + HEX.charAt(c >> 4) + HEX.charAt(c & 15));
        }
        Path path = Path.of(URI.create(uri.toString()));
        return name.startsWith("/") ? path : path.subpath(0, path.getNameCount());
    }

    /** The name of a path, as {@link EscapedText} has it. */
    public static String text(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text;
        }
        String uri = ROOT.resolve(path).toUri().getRawPath();
        byte[] bytes = new byte[uri.length()];
        int length = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(uri, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        int end = bytes[length - 1] == '/' && length > 1 ? length - 1 : length;
        int from = path.isAbsolute() ? 0 : 1;
        return EscapedText.decode(bytes, from, end - from);
    }

    /** The last part of a path, as {@link #text}; that of a root is the root. */
    public static String name(Path path) {
        Path name = path.getFileName();
        return text(name == null ? path : name);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
