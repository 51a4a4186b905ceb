// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/**
 * Times as text, in UTC and without the calendar classes, which would cost more than the rest of an alert. Times before
 * 1970 are correct; years have four digits up to 2262, the limit of nanoseconds in 64 bits.
 */
public final class TimeText {
    private static final long SECOND = 1_000_000_000L;
    private static final int DAY = 86_400;

    private TimeText() {}

    /** {@code HH:MM:SS.nnnnnnnnn}. */
    public static String time(long timeNs) {
        StringBuilder text = new StringBuilder(18);
        appendTime(text, timeNs);
        return text.toString();
    }

    /** Appends {@code HH:MM:SS.nnnnnnnnn}. */
    public static void appendTime(StringBuilder text, long timeNs) {
        appendFraction(appendSecond(text, timeNs), timeNs);
    }

    /** Appends a duration of 0 or more in seconds with nine decimals. */
    public static void appendSeconds(StringBuilder text, long ns) {
        appendFraction(text.append(ns / SECOND), ns);
    }

    /** {@code YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ}, as in RFC 3339. */
    public static String rfc3339(long timeNs) {
        StringBuilder text = new StringBuilder(30);
        appendDate(text, timeNs);
        appendTime(text.append('T'), timeNs);
        return text.append('Z').toString();
    }

    /** {@code HH:MM:SS}. */
    public static String timeOfSeconds(long timeNs) {
        StringBuilder text = new StringBuilder(8);
        appendSecond(text, timeNs);
        return text.toString();
    }

    /** {@code YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000}. */
    public static String iso8601(long timeNs) {
        StringBuilder text = new StringBuilder(34);
        appendDate(text, timeNs);
        appendTime(text.append('T'), timeNs);
        return text.append("+0000").toString();
    }

    /** {@code YYYY-MM-DD HH:MM:SS.nnnnnnnnn}. */
    public static String dateTime(long timeNs) {
        StringBuilder text = new StringBuilder(29);
        appendDate(text, timeNs);
        appendTime(text.append(' '), timeNs);
        return text.toString();
    }

    /** {@code YYYY-MM-DD HH:MM:SS}. */
    public static String dateTimeOfSeconds(long timeNs) {
        StringBuilder text = new StringBuilder(19);
        appendDate(text, timeNs);
        appendSecond(text.append(' '), timeNs);
        return text.toString();
    }

    private static StringBuilder appendSecond(StringBuilder text, long timeNs) {
        int second = (int) Math.floorMod(Math.floorDiv(timeNs, SECOND), (long) DAY);
        appendTwo(text, second / 3600).append(':');
        appendTwo(text, second / 60 % 60).append(':');
        return appendTwo(text, second % 60);
    }

    private static void appendFraction(StringBuilder text, long timeNs) {
        int fraction = (int) Math.floorMod(timeNs, SECOND);
        text.append('.');
        for (int unit = 100_000_000; unit > 0; unit /= 10) {
            text.append((char) ('0' + fraction / unit % 10));
        }
    }

    // Civil date from a day number: years are counted from March, so that the leap day is the last of a year, and in
    // eras
    // of 400 years, which all have the same 146,097 days.
    private static void appendDate(StringBuilder text, long timeNs) {
        long day = Math.floorDiv(Math.floorDiv(timeNs, SECOND), DAY) + 719_468;
        long era = Math.floorDiv(day, 146_097);
        int dayOfEra = (int) (day - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        appendTwo(appendTwo(text, year / 100), year % 100).append('-');
        appendTwo(text, month).append('-');
        appendTwo(text, dayOfYear - (153 * fromMarch + 2) / 5 + 1);
    }

    private static StringBuilder appendTwo(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
