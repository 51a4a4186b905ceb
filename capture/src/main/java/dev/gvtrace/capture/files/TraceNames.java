// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Names of trace files: {@code TIME-SANDBOX-NUMBER.gvt}, the next files of a recording {@code
 * TIME-SANDBOX-NUMBER.0001.gvt} and so on. They sort by time.
 */
public final class TraceNames {
    /** The end of the names. */
    public static final String SUFFIX = ".gvt";

    /** Longest part of a name that comes from an id. */
    private static final int MAX_ID = 80;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern OURS = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[A-Za-z0-9_.%-]+\\.gvt");

    private TraceNames() {}

    /**
     * Name without suffix for a connection's files.
     *
     * @param connectedNs nanoseconds since the epoch
     * @param sandbox the sandbox's id; empty when unknown
     * @param number the connection's number
     */
    public static String base(long connectedNs, Text sandbox, long number) {
        String id = sandbox.isEmpty() ? "sandbox" : escaped(sandbox);
        return TIME.format(instant(connectedNs)) + '-' + id + '-' + number;
    }

    /** The file of a segment, from 0; {@code attempt} counts names that were taken, from 0. */
    public static Path file(Path directory, String base, int segment, int attempt) {
        StringBuilder name = new StringBuilder(base);
        if (attempt > 0) {
            name.append('_').append(attempt);
        }
        if (segment > 0) {
            String number = Integer.toString(segment);
            name.append('.')
                    .append("0".repeat(Math.max(0, 4 - number.length())))
                    .append(number);
        }
        return directory.resolve(name.append(SUFFIX).toString());
    }

    /** True for names that this class creates. */
    public static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }

    /**
     * An id as part of a file name: letters, digits, {@code _}, {@code -} and inner dots are kept, other bytes are
     * written as {@code %XX}, and a long id is truncated.
     */
    public static String escaped(Text id) {
        StringBuilder out = new StringBuilder();
        for (byte b : id.bytes()) {
            if (out.length() > MAX_ID) {
                break;
            }
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
            if (plain || (c == '.' && out.length() > 0)) {
                out.append(c);
            } else {
                out.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return out.toString();
    }

    /** Like {@link #escaped(Text)}, for an id from a command line. */
    public static String escaped(String id) {
        return escaped(Text.ofUtf8(id));
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    static Instant instant(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    }
}
