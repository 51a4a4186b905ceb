// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How one run differs from the recorded one that it is made of: another container, other thread and process ids,
 * another time, and other names, as another sandbox has them that does the same kind of work. What comes with the image
 * (programs, libraries, the top of the tree) keeps its name or varies with the image, of which there are some; files
 * and directories of the work itself get names that no other run has. Names keep their lengths, kinds of characters and
 * extensions.
 */
final class Variation {
    private static final int IMAGES = 40;
    /** Parts of a path below the top that say what something is for: rules look for them. */
    private static final Set<String> KEPT = Set.of(
            "tmp", "home", "root", "etc", "var", "lib", "log", "run", "cache", "src", "bin", "git", "dpkg", "info", "www", "db",
            "objects", "refs", "heads", "hooks", "DEBIAN", "doc", "share", "usr", "proc", "self", "dev", "fd");

    private static final Set<String> IMAGE_ROOTS =
            Set.of("usr", "bin", "sbin", "lib", "lib64", "etc", "proc", "dev", "sys", "opt", "root");

    private final Map<Key, byte[]> known = new HashMap<>();
    private final Key probe = new Key(new byte[0], 0);
    private final long run;
    private final long image;
    private final long container;
    private final int idShift;
    private final long timeShift;

    /**
     * A variation.
     *
     * @param run names what differs in each run
     * @param container names the container
     * @param idShift is added to thread and process ids
     * @param timeShift is added to times, in ns
     */
    Variation(long run, long container, int idShift, long timeShift) {
        this.run = mix(run);
        this.image = mix(container % IMAGES + 1);
        this.container = mix(container);
        this.idShift = idShift;
        this.timeShift = timeShift;
    }

    private static final class Key {
        private byte[] bytes;
        private int kind;

        Key(byte[] bytes, int kind) {
            this.bytes = bytes;
            this.kind = kind;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && kind == key.kind && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes) * 31 + kind;
        }
    }

    static long mix(long x) {
        long h = (x + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 29) * 0x94D049BB133111EBL;
        return h ^ h >>> 32;
    }

    long id(long id) {
        return id > 0 && id < 1 << 16 ? (id + idShift - 1) % ((1 << 16) - 1) + 1 : id;
    }

    long time(long ns) {
        return ns > 1L << 56 ? ns + timeShift : ns;
    }

    long inode(long inode) {
        return inode == 0 ? 0 : inode + (image & 0xfff);
    }

    /** A digest of a file of the image. */
    byte[] digest(byte[] digest) {
        byte[] other = digest.clone();
        for (int i = 0; i < other.length; i++) {
            other[i] ^= (byte) (image >>> i % 8 * 8);
        }
        return other;
    }

    /** The kernel's choice of a port, in an address of IPv4. */
    byte[] address(byte[] address) {
        if (address.length < 8 || address[0] != 2 || address[1] != 0 || address[2] >= 0) {
            return address;
        }
        byte[] other = address.clone();
        int port = (address[2] & 0x7f) << 8 | address[3] & 0xff;
        port = (int) ((port + (run & 0x3fff)) & 0x7fff) | 0x8000;
        other[2] = (byte) (port >> 8);
        other[3] = (byte) port;
        return other;
    }

    byte[] containerId(byte[] id) {
        return cached(id, 0);
    }

    byte[] path(byte[] path) {
        return cached(path, 1);
    }

    byte[] argument(byte[] argument) {
        return cached(argument, 2);
    }

    byte[] variable(byte[] variable) {
        return cached(variable, 3);
    }

    private byte[] cached(byte[] bytes, int kind) {
        probe.bytes = bytes;
        probe.kind = kind;
        byte[] made = known.get(probe);
        if (made == null) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String other =
                    switch (kind) {
                        case 0 -> letters(text, container, 0);
                        case 1 -> path(text);
                        case 2 -> text.startsWith("-") && text.indexOf('/') < 0 ? text : words(text);
                        default -> variable(text);
                    };
            made = other.getBytes(StandardCharsets.ISO_8859_1);
            known.put(new Key(bytes, kind), made);
        }
        return made;
    }

    private String variable(String text) {
        int equals = text.indexOf('=');
        return equals < 0 || text.startsWith("PATH=") || text.indexOf('/') < 0
                ? text
                : text.substring(0, equals + 1) + path(text.substring(equals + 1));
    }

    /** A line of a script or one argument: whatever looks like a path or the name of a file. */
    private String words(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isName(text.charAt(end))) {
                end++;
            }
            String word = text.substring(at, end);
            out.append(word.indexOf('/') >= 0 || word.indexOf('.') > 0 ? path(word) : word);
            if (end < text.length()) {
                out.append(text.charAt(end++));
            }
            at = end;
        }
        return out.toString();
    }

    private static boolean isName(char c) {
        return c == '/' || c == '.' || c == '_' || c == '-' || Character.isLetterOrDigit(c);
    }

    private String path(String path) {
        int colon = path.indexOf(":[");
        if (colon > 0 && path.endsWith("]")) {
            return path.substring(0, colon) + letters(path.substring(colon), run, 0);
        }
        boolean absolute = path.startsWith("/");
        String[] parts = path.split("/", -1);
        int first = absolute ? 1 : 0;
        boolean ofImage = absolute && parts.length > 1 && IMAGE_ROOTS.contains(parts[1]);
        for (int i = first; i < parts.length; i++) {
            String part = parts[i];
            if (KEPT.contains(part) || part.startsWith("ld") || part.startsWith("lib") || part.indexOf(".so") >= 0) {
                continue;
            }
            if (!ofImage) {
                parts[i] = letters(part, run, 2);
            } else if (i > 3 && !"proc".equals(parts[1]) && !"dev".equals(parts[1])) {
                parts[i] = letters(part, image, 3);
            }
        }
        return String.join("/", parts);
    }

    /**
     * The same text with other letters and digits, up to its extension and but for this many letters at its beginning.
     */
    private static String letters(String text, long salt, int kept) {
        int dot = text.lastIndexOf('.');
        int end = dot > 0 && text.length() - dot <= 5 ? dot : text.length();
        boolean hex = end >= 32;
        long h = salt ^ text.hashCode();
        char[] out = text.toCharArray();
        for (int i = Math.min(kept, end); i < end; i++) {
            h = mix(h + i);
            int r = (int) (h >>> 40);
            char c = out[i];
            if (c >= '0' && c <= '9') {
                out[i] = (char) ('0' + r % 10);
            } else if (c >= 'a' && c <= 'f') {
                out[i] = (char) ('a' + r % 6);
            } else if (!hex && c >= 'g' && c <= 'z') {
                out[i] = (char) ('g' + r % 20);
            } else if (!hex && c >= 'A' && c <= 'Z') {
                out[i] = (char) ('A' + r % 26);
            }
        }
        return new String(out);
    }
}
