// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.event.TimeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in a trace, as users write it and as gvtrace prints it: {@code 2026-11-21T23:52:22.133442876Z}, with a blank
 * for the T or without the Z (UTC), {@code 23:52:22.133} on the day of the trace, {@code 1795305142.133} or nanoseconds
 * since the epoch, {@code +2s} from the first message's time, {@code -15m} from the last one's, {@code evt:120} after
 * that event, {@code evt:120-5s} before its time, or nothing for the end.
 *
 * @param kind what value counts
 * @param value ns since the epoch, since midnight or relative to the beginning or the end, or a number of an event
 * @param offsetNs what is added to the time of an event; 0 for all other kinds
 */
public record Moment(Kind kind, long value, long offsetNs) {
    /** The end of the trace. */
    public static final Moment END = new Moment(Kind.END, 0);

    private static final Pattern AROUND = Pattern.compile("evt:(\\d{1,18})([+-].+)");

    private static final Pattern RELATIVE = Pattern.compile("([+-])(\\d{1,12})(\\.\\d{1,9})?(ns|us|ms|s|m|h|d)");
    /** A date, then T or a blank, a time, and Z, an offset or nothing. */
    private static final Pattern DATE_TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)([Zz]|[+-]\\d\\d:\\d\\d)?");

    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?");
    /** Seconds since the epoch with a fraction, or as many digits as nanoseconds, micro- or milliseconds have. */
    private static final Pattern EPOCH = Pattern.compile("(\\d{9,10})(?:\\.(\\d{1,9}))?|(\\d{13}|\\d{16}|\\d{19})");

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_DAY = 86_400 * NS_PER_SECOND;
    private static final int NS_DIGITS = 19;

    private static final List<String> UNITS = List.of("ns", "us", "ms", "s", "m", "h", "d");
    private static final long[] SCALES = {
        1, 1_000, 1_000_000, NS_PER_SECOND, 60 * NS_PER_SECOND, 3600 * NS_PER_SECOND, NS_PER_DAY
    };

    /** How a moment is given. */
    public enum Kind {
        ABSOLUTE,
        TIME_OF_DAY,
        AFTER_BEGIN,
        BEFORE_END,
        EVENT,
        /** The time of an event, or some time before or after it. */
        AROUND_EVENT,
        END
    }

    /** A moment that is not around an event. */
    public Moment(Kind kind, long value) {
        this(kind, value, 0);
    }

    /** Reads a moment. */
    public static Moment parse(String text) throws RequestException {
        if (text.equals("end")) {
            return END;
        }
        Matcher around = AROUND.matcher(text);
        if (around.matches()) {
            return aroundEvent(around, text);
        }
        if (text.startsWith("evt:")) {
            try {
                long number = Long.parseLong(text.substring("evt:".length()));
                if (number > 0) {
                    return new Moment(Kind.EVENT, number);
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw wrong(text);
        }
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            long ns = duration(relative.group(2), relative.group(3), relative.group(4), text);
            return relative.group(1).equals("+") ? new Moment(Kind.AFTER_BEGIN, ns) : new Moment(Kind.BEFORE_END, ns);
        }
        try {
            Matcher dateTime = DATE_TIME.matcher(text);
            if (dateTime.matches()) {
                String zone = dateTime.group(3) == null ? "Z" : dateTime.group(3);
                Instant instant = OffsetDateTime.parse(dateTime.group(1) + "T" + dateTime.group(2) + zone)
                        .toInstant();
                return new Moment(
                        Kind.ABSOLUTE,
                        Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NS_PER_SECOND), instant.getNano()));
            }
            if (TIME.matcher(text).matches()) {
                return new Moment(Kind.TIME_OF_DAY, LocalTime.parse(text).toNanoOfDay());
            }
            Matcher epoch = EPOCH.matcher(text);
            if (epoch.matches()) {
                return new Moment(Kind.ABSOLUTE, epochNs(epoch));
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            // reported below
        }
        throw wrong(text);
    }

    private static Moment aroundEvent(Matcher around, String text) throws RequestException {
        Matcher offset = RELATIVE.matcher(around.group(2));
        long number = Long.parseLong(around.group(1));
        if (number == 0 || !offset.matches()) {
            throw wrong(text);
        }
        long ns = duration(offset.group(2), offset.group(3), offset.group(4), text);
        return new Moment(Kind.AROUND_EVENT, number, offset.group(1).equals("-") ? -ns : ns);
    }

    private static long epochNs(Matcher epoch) {
        String digits = epoch.group(3);
        if (digits != null) {
            return Long.parseLong(digits + "0".repeat(NS_DIGITS - digits.length()));
        }
        String fraction = epoch.group(2) == null ? "" : epoch.group(2);
        return Math.multiplyExact(Long.parseLong(epoch.group(1)), NS_PER_SECOND)
                + Long.parseLong((fraction + "000000000").substring(0, 9));
    }

    /** Reads a length of time, such as {@code 500ms} or {@code 1.5h}, in ns. */
    public static long durationNs(String text) throws RequestException {
        Matcher matcher = RELATIVE.matcher("+" + text);
        if (!matcher.matches()) {
            throw new RequestException("invalid length of time '" + text + "': expected 1s, 500ms, 1.5h, 2d");
        }
        return duration(matcher.group(2), matcher.group(3), matcher.group(4), text);
    }

    /** The moment as messages show it; {@link #parse} reads it again. */
    public String text() {
        return switch (kind) {
            case ABSOLUTE -> TimeText.rfc3339(value);
            case TIME_OF_DAY -> LocalTime.ofNanoOfDay(value).toString();
            case AFTER_BEGIN -> "+" + lengthText(value);
            case BEFORE_END -> "-" + lengthText(value);
            case EVENT -> "evt:" + value;
            case AROUND_EVENT ->
                "evt:" + value + (offsetNs < 0 ? "-" + lengthText(-offsetNs) : "+" + lengthText(offsetNs));
            case END -> "end";
        };
    }

    /** A length of time in the largest unit in which it is a whole number. */
    private static String lengthText(long ns) {
        int unit = UNITS.size() - 1;
        while (ns % SCALES[unit] != 0) {
            unit--;
        }
        return ns / SCALES[unit] + UNITS.get(unit);
    }

    /** True if it is a time, not an event or the end. */
    public boolean isTime() {
        return kind == Kind.ABSOLUTE || isRelative();
    }

    /** True if it can be resolved only with the times of a trace. */
    public boolean isRelative() {
        return kind == Kind.AFTER_BEGIN || kind == Kind.BEFORE_END || kind == Kind.TIME_OF_DAY;
    }

    /**
     * The moment in ns since the epoch, given the times of the first and last message.
     *
     * @throws IllegalStateException for an event number
     */
    public long resolve(long firstNs, long lastNs) {
        return switch (kind) {
            case ABSOLUTE -> value;
            case TIME_OF_DAY -> saturated(Math.floorDiv(firstNs, NS_PER_DAY) * NS_PER_DAY, value);
            case AFTER_BEGIN -> saturated(firstNs, value);
            case BEFORE_END -> saturated(lastNs, -value);
            case END -> Long.MAX_VALUE;
            case EVENT, AROUND_EVENT -> throw new IllegalStateException("an event number has no time");
        };
    }

    /** True if both times are on the same day, UTC. */
    private static boolean sameDay(long firstNs, long lastNs) {
        return Math.floorDiv(firstNs, NS_PER_DAY) == Math.floorDiv(lastNs, NS_PER_DAY);
    }

    /** Which times of a trace a moment may have. */
    public enum Within {
        /** One between the first and the last. */
        TRACE,
        /** No later than the last: what begins there is in the trace. */
        BEGINNING,
        /** No earlier than the first: what ends there is in the trace. */
        ENDING
    }

    /**
     * Why a trace does not have this moment, as the rest of a sentence about it; null if it has. An event number is not
     * checked, since the number of events is not known before a trace is read. A time of the second in which the trace
     * begins or ends is in it, since people leave fractions out.
     *
     * @param firstNs the earliest time of a message, ns since the epoch
     * @param lastNs the latest
     * @param within what the moment is for
     */
    public @Nullable String missing(long firstNs, long lastNs, Within within) {
        if (!isTime()) {
            return null;
        }
        String span = TimeText.rfc3339(firstNs) + " to " + TimeText.rfc3339(lastNs);
        if (kind == Kind.TIME_OF_DAY && !sameDay(firstNs, lastNs)) {
            return "has no date, but the trace goes from " + span;
        }
        long ns = resolve(firstNs, lastNs);
        boolean early = ns < firstNs - Math.floorMod(firstNs, NS_PER_SECOND) && within != Within.BEGINNING;
        boolean late = ns > lastNs + Math.floorMod(-lastNs, NS_PER_SECOND) && within != Within.ENDING;
        return early || late ? "is outside the trace, which goes from " + span : null;
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (b < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    private static long duration(String whole, String fraction, String unit, String text) throws RequestException {
        long scale = SCALES[UNITS.indexOf(unit)];
        try {
            long ns = Math.multiplyExact(Long.parseLong(whole), scale);
            if (fraction != null) {
                ns = Math.addExact(ns, Math.round(Double.parseDouble("0" + fraction) * scale));
            }
            return ns;
        } catch (ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static RequestException wrong(String text) {
        return new RequestException(
                "invalid time '" + text + "': expected 2026-11-21T23:52:22.133Z, 23:52:22 (if the trace has one day),"
                        + " seconds or nanoseconds since the epoch, +2s (from the beginning), -15m (from the end),"
                        + " evt:120, evt:120-5s or end");
    }
}
