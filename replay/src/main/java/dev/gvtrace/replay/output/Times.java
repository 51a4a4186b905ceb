// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

/** Times of day, in UTC, without the library's objects. */
final class Times {
    private static final long NS_PER_DAY = 86_400_000_000_000L;

    private Times() {}

    /** Appends {@code HH:MM:SS.nnnnnnnnn}. */
    static void appendTimeOfDay(StringBuilder out, long ns) {
        long left = Math.floorMod(ns, NS_PER_DAY);
        long seconds = left / 1_000_000_000L;
        two(out, seconds / 3600);
        out.append(':');
        two(out, seconds / 60 % 60);
        out.append(':');
        two(out, seconds % 60);
        out.append('.');
        long fraction = left % 1_000_000_000L;
        for (long unit = 100_000_000L; unit > 0; unit /= 10) {
            out.append((char) ('0' + fraction / unit % 10));
        }
    }

    /** Appends seconds with nine digits behind the point. */
    static void appendSeconds(StringBuilder out, long ns) {
        out.append(ns / 1_000_000_000L).append('.');
        long fraction = ns % 1_000_000_000L;
        for (long unit = 100_000_000L; unit > 0; unit /= 10) {
            out.append((char) ('0' + fraction / unit % 10));
        }
    }

    private static void two(StringBuilder out, long number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
