// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes as lines of sixteen: the offset, the bytes in hexadecimal, and those that are printable ASCII. */
public final class HexDump {
    private static final int WIDTH = 16;

    private HexDump() {}

    /** The lines of a packet; the name of each is the offset of its first byte. */
    public static List<DetailRow> rows(String section, byte[] bytes) {
        List<DetailRow> rows = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += WIDTH) {
            rows.add(DetailRow.of(section, String.format(Locale.ROOT, "%06x", from), line(bytes, from)));
        }
        return rows;
    }

    private static String line(byte[] bytes, int from) {
        StringBuilder hex = new StringBuilder(4 * WIDTH);
        StringBuilder ascii = new StringBuilder(WIDTH);
        for (int i = from; i < from + WIDTH; i++) {
            hex.append(i == from + WIDTH / 2 ? " " : "");
            if (i < bytes.length) {
                int b = bytes[i] & 0xff;
                hex.append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
                ascii.append(b >= ' ' && b < 0x7f ? (char) b : '.');
            } else {
                hex.append("  ");
            }
            hex.append(' ');
        }
        return hex.append(' ').append(ascii).toString();
    }
}
