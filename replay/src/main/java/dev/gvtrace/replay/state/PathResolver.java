// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * Makes names from paths passed by programs: a relative path is appended to its directory, then {@code //}, {@code ./},
 * {@code ..} and a trailing slash are removed. Only the path is normalised, not the directory, and symbolic links are
 * not followed (gvisor-semantics 5.11). Other bytes are not changed.
 *
 * <p>Caches its last results, because programs open the same files again and again. Only {@link #resolve} is
 * thread-safe.
 */
public final class PathResolver {
    /** The result for directory and path of more than {@link #MAX_LENGTH} bytes together. */
    static final String TOO_LONG = "/DIR_TOO_LONG/FILENAME_TOO_LONG";

    /** The directory in names whose directory is unknown. */
    static final String UNKNOWN_DIRECTORY = "<UNKNOWN>";

    private static final int MAX_LENGTH = 1023;
    private static final int SLOTS = 512;

    private final byte[] buffer = new byte[MAX_LENGTH + 1];
    private final @Nullable String[] directories = new @Nullable String[SLOTS];
    private final @Nullable String[] paths = new @Nullable String[SLOTS];
    private final String[] results = new String[SLOTS];

    /** Creates a resolver with an empty cache. */
    PathResolver() {}

    /**
     * Resolves a path.
     *
     * @param directory the start of relative paths, with or without a trailing slash
     * @param path as given; the result of "" is ""
     */
    public static String resolve(String directory, String path) {
        return isPlain(path) || path.isEmpty() ? path : build(directory, path, new byte[MAX_LENGTH + 1]);
    }

    /** Like {@link #resolve}, with a cache. */
    String name(String directory, String path) {
        if (isPlain(path) || path.isEmpty()) {
            return path;
        }
        int slot = (directory.hashCode() * 31 + path.hashCode()) * 0x9e3779b9 >>> 32 - 9;
        if (path.equals(paths[slot]) && directory.equals(directories[slot])) {
            return results[slot];
        }
        String result = build(directory, path, buffer);
        directories[slot] = directory;
        paths[slot] = path;
        results[slot] = result;
        return result;
    }

    /** The path without repeated slashes: fd.nameraw. */
    static String collapseSlashes(String path) {
        int at = path.indexOf("//");
        if (at < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        char last = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || last != '/') {
                text.append(c);
            }
            last = c;
        }
        return text.toString();
    }

    /** The part after the last slash. */
    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    // An absolute path that is already normalised, as nearly all are.
    private static boolean isPlain(String path) {
        int length = path.length();
        if (length == 0 || length > MAX_LENGTH || path.charAt(0) != '/') {
            return false;
        }
        char last = 0;
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            if (last == '/' && (c == '/' || c == '.' && isDots(path, i))) {
                return false;
            }
            last = c;
        }
        return last != '/' || length == 1;
    }

    /** True if the component that begins here is {@code .} or {@code ..}. */
    private static boolean isDots(String path, int from) {
        int end = from + 1;
        if (end < path.length() && path.charAt(end) == '.') {
            end++;
        }
        return end == path.length() || path.charAt(end) == '/';
    }

    private static String build(String directory, String path, byte[] out) {
        int length = 0;
        if (path.charAt(0) != '/') {
            length = directory.length();
            boolean slash = length > 0 && directory.charAt(length - 1) != '/';
            if (length + (slash ? 1 : 0) + path.length() > MAX_LENGTH) {
                return TOO_LONG;
            }
            put(directory, 0, length, out, 0);
            if (slash) {
                out[length++] = '/';
            }
        } else if (path.length() > MAX_LENGTH) {
            return TOO_LONG;
        }
        length = append(path, out, length);
        if (length > 1 && out[length - 1] == '/') {
            length--;
        }
        return ByteText.of(out, 0, length);
    }

    private static int append(String path, byte[] out, int from) {
        int length = from;
        int i = 0;
        while (i < path.length()) {
            int end = path.indexOf('/', i);
            if (end < 0) {
                end = path.length();
            }
            if (end == i) {
                if (length == 0 || out[length - 1] != '/') {
                    out[length++] = '/';
                }
                i++;
                continue;
            }
            boolean atStart = length == 0 || out[length - 1] == '/';
            int size = end - i;
            if (atStart && size == 1 && path.charAt(i) == '.') {
                i = Math.min(end + 1, path.length());
            } else if (atStart && size == 2 && path.charAt(i) == '.' && path.charAt(i + 1) == '.') {
                length = parent(out, length);
                i = Math.min(end + 1, path.length());
            } else {
                length = put(path, i, end, out, length);
                i = end;
            }
        }
        return length;
    }

    // Removes the last component, but never the leading slash of an absolute path.
    private static int parent(byte[] out, int length) {
        if (length <= 1) {
            return length;
        }
        int end = length - 1;
        while (end >= 1 && out[end - 1] != '/') {
            end--;
        }
        return end;
    }

    private static int put(String text, int from, int to, byte[] out, int at) {
        int length = at;
        for (int i = from; i < to; i++) {
            out[length++] = (byte) text.charAt(i);
        }
        return length;
    }
}
