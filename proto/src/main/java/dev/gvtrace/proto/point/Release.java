// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import org.jspecify.annotations.Nullable;

/**
 * A release of runsc, identified by its date as in gVisor's tags ({@code release-20260817.0}). The date of a point or
 * field is that of the first release with it.
 *
 * @param day year, month and day as one decimal number, such as 20260817
 */
public record Release(int day) implements Comparable<Release> {
    /** The first with numbered message types; older ones use another protocol. */
    public static final Release FIRST = new Release(20220510);

    /** The first whose session configuration may contain {@code ignore_missing}; older ones reject the key. */
    public static final Release IGNORE_MISSING = new Release(20221122);

    /** Since this release the exit of an execve precedes sentry/execve and does not show whether the call succeeded. */
    public static final Release EXECVE_EXIT_FIRST = new Release(20250820);

    /** The first whose session configuration may contain {@code options}; older ones reject the key. */
    public static final Release SESSION_OPTIONS = new Release(20260727);

    /**
     * The newest that this program was written for: the date of a source module, as its calls are not in a release yet.
     */
    public static final Release NEWEST = new Release(20260905);

    private static final int DIGITS = 8;

    /**
     * Parses the version that runsc prints, such as {@code release-20221219.0}, {@code v20220516} or
     * {@code 20221219.0-1}: the first run of exactly eight digits that is a valid date. Null if there is none.
     */
    public static @Nullable Release parse(String text) {
        int run = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean digit = i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
            if (digit) {
                run++;
            } else if (run == DIGITS) {
                int day = Integer.parseInt(text, i - DIGITS, i, 10);
                if (isDay(day)) {
                    return new Release(day);
                }
                run = 0;
            } else {
                run = 0;
            }
        }
        return null;
    }

    private static boolean isDay(int day) {
        int month = day / 100 % 100;
        return day / 10000 >= 2018 && month >= 1 && month <= 12 && day % 100 >= 1 && day % 100 <= 31;
    }

    /** True if this release contains what the other one introduced. */
    public boolean has(Release since) {
        return day >= since.day;
    }

    @Override
    public int compareTo(Release other) {
        return Integer.compare(day, other.day);
    }

    @Override
    public String toString() {
        return Integer.toString(day);
    }
}
